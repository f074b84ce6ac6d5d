package dev.lanward.kurentodouble;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON-RPC 2.0 as the server speaks it. */
final class Rpc {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** A request; a null {@code id} where it has none, and wants no answer. */
  record Request(JsonNode id, String method, JsonNode params) {
    /**
     * A member of the parameters, which is there and a text.
     *
     * @throws KmsException when it is not
     */
    String text(String member) {
      JsonNode value = params.path(member);
      if (value.isMissingNode()) {
        throw new KmsException(ErrorCode.SERVER_ERROR, "'" + member + "' parameter is required");
      }
      if (!value.isValueNode() || value.isNull()) {
        throw new KmsException(
            ErrorCode.SERVER_ERROR, "'" + member + "' parameter should be a string");
      }
      return value.asText();
    }
  }

  private Rpc() {}

  /**
   * What a text asks for.
   *
   * @throws KmsException when it is no request
   */
  static JsonNode parse(String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node != null && !node.isMissingNode()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      // Answered below.
    }
    throw new KmsException(ErrorCode.PARSE_ERROR, "Parse error.");
  }

  static Request request(JsonNode node) {
    boolean isRight =
        node.isObject()
            && node.path("jsonrpc").asText().equals("2.0")
            && node.path("method").isTextual();
    if (!isRight) {
      throw new KmsException(ErrorCode.INVALID_REQUEST, "Invalid JSON-RPC request.");
    }
    JsonNode params = node.path("params");
    return new Request(
        id(node), node.path("method").asText(), params.isMissingNode() ? JSON.nullNode() : params);
  }

  static JsonNode id(JsonNode node) {
    JsonNode id = node.path("id");
    return id.isMissingNode() ? JSON.nullNode() : id;
  }

  static String result(JsonNode id, JsonNode result) {
    return answer(id).set("result", result).toString();
  }

  static String error(JsonNode id, KmsException error) {
    ObjectNode answer = answer(id);
    ObjectNode told = answer.putObject("error");
    told.put("code", error.code().number()).put("message", error.getMessage());
    if (error.code().isNamed()) {
      told.putObject("data").put("type", error.code().name());
    }
    return answer.toString();
  }

  /** A notification: something has happened to an object. */
  static String event(String object, String event, ObjectNode data) {
    ObjectNode value = JSON.objectNode();
    value.set("data", data);
    value.put("object", object).put("type", event);
    ObjectNode text = JSON.objectNode().put("jsonrpc", "2.0").put("method", "onEvent");
    text.putObject("params").set("value", value);
    return text.toString();
  }

  private static ObjectNode answer(JsonNode id) {
    ObjectNode answer = JSON.objectNode().put("jsonrpc", "2.0");
    answer.set("id", id);
    return answer;
  }
}
