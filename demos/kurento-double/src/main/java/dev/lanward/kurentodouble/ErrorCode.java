package dev.lanward.kurentodouble;

/**
 * The errors that the server gives, and that the double has a use for. Where each is thrown is
 * taken from the server's published sources, <a
 * href="https://github.com/Kurento/kurento">Kurento/kurento</a>: {@code
 * server/media-server/server/ServerMethods.cpp}, {@code server/jsonrpc/src}, {@code
 * server/module-creator/src/main/templates/cpp_server_internal}, {@code
 * server/module-core/src/server/implementation} and {@code server/module-elements}; their numbers
 * from {@code KurentoException.hpp} there.
 */
enum ErrorCode {
  /** Not JSON. */
  PARSE_ERROR(-32700),
  /** Not JSON-RPC 2.0, or no method. */
  INVALID_REQUEST(-32600),
  METHOD_NOT_FOUND(-32601),
  /** No {@code params} at all. */
  INVALID_PARAMS(-32602),
  /** A member of {@code params} that the method itself needs is missing or of another kind. */
  SERVER_ERROR(-32000),

  /** A parameter of the API's is missing or of another type. */
  MARSHALL_ERROR(40001),
  UNEXPECTED_ERROR(40003),
  NOT_IMPLEMENTED(40006),
  INVALID_SESSION(40007),
  /** Also: the class has no such method. */
  MALFORMED_TRANSACTION(40008),
  NOT_ENOUGH_RESOURCES(40009),

  MEDIA_OBJECT_NOT_FOUND(40101),
  MEDIA_OBJECT_EVENT_NOT_SUPPORTED(40106),
  MEDIA_OBJECT_ILLEGAL_PARAM_ERROR(40107),
  /** There is no class of that name to make an object of. */
  MEDIA_OBJECT_NOT_AVAILABLE(40108),
  MEDIA_OBJECT_TAG_KEY_NOT_FOUND(40110),
  MEDIA_OBJECT_OPERATION_NOT_SUPPORTED(40111),

  SDP_PARSE_ERROR(40201),
  SDP_END_POINT_NO_LOCAL_SDP_ERROR(40202),
  SDP_END_POINT_NO_REMOTE_SDP_ERROR(40203),
  SDP_END_POINT_GENERATE_OFFER_ERROR(40204),
  SDP_END_POINT_PROCESS_OFFER_ERROR(40205),
  SDP_END_POINT_PROCESS_ANSWER_ERROR(40206),
  SDP_END_POINT_ALREADY_NEGOTIATED(40208),
  SDP_END_POINT_NOT_OFFER_GENERATED(40209),
  /** Spelled as there. */
  SDP_END_POINT_ANSWER_ALREADY_PROCCESED(40210),

  ICE_GATHER_CANDIDATES_ERROR(40400),
  ICE_ADD_CANDIDATE_ERROR(40401);

  private final int number;

  ErrorCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** Whether the error's {@code data} names its type, as those of the API do. */
  boolean isNamed() {
    return number > 0 || this == INVALID_PARAMS;
  }
}
