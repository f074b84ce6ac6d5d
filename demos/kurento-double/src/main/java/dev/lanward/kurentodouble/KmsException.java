package dev.lanward.kurentodouble;

/** What the server answers instead of a result. */
final class KmsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ErrorCode code;

  KmsException(ErrorCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  ErrorCode code() {
    return code;
  }

  static KmsException notFound(String id) {
    return new KmsException(ErrorCode.MEDIA_OBJECT_NOT_FOUND, "Object '" + id + "' not found");
  }
}
