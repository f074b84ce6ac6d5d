package dev.lanward.kurentodouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An object of the server's: its name, its tags, and properties that are merely kept. The desk's
 * thread. What a method does not do it says: {@link ErrorCode#NOT_IMPLEMENTED}.
 */
class MediaObject {
  static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final World world;
  private final String id;
  private final String className;
  private final Optional<MediaObject> parent;
  private final Map<String, String> tags = new LinkedHashMap<>();
  private final Map<String, JsonNode> properties = new LinkedHashMap<>();
  private boolean isReleased;

  MediaObject(World world, String className, Optional<MediaObject> parent) {
    this(world, id(className, parent), className, parent);
  }

  MediaObject(World world, String id, String className, Optional<MediaObject> parent) {
    this.world = world;
    this.id = id;
    this.className = className;
    this.parent = parent;
    keep("name", JSON.textNode(id));
    keep("id", JSON.textNode(id));
    keep("creationTime", JSON.numberNode((int) (System.currentTimeMillis() / 1000)));
    keep("sendTagsInEvents", JSON.booleanNode(false));
    parent.ifPresent(each -> keep("parent", JSON.textNode(each.id)));
    parent.ifPresent(each -> keep("mediaPipeline", JSON.textNode(each.pipeline().id)));
  }

  final World world() {
    return world;
  }

  final String id() {
    return id;
  }

  final String className() {
    return className;
  }

  final Optional<MediaObject> parent() {
    return parent;
  }

  final MediaObject pipeline() {
    return parent.map(MediaObject::pipeline).orElse(this);
  }

  final boolean isReleased() {
    return isReleased;
  }

  /** Carries out a method whose parameters have been found right. */
  CompletionStage<JsonNode> invoke(String method, JsonNode params) {
    switch (method) {
      case "getChildren":
        ArrayNode children = JSON.arrayNode();
        world.childrenOf(this).forEach(each -> children.add(each.id));
        return done(children);
      case "addTag":
        tags.put(params.path("key").asText(), params.path("value").asText());
        return done();
      case "removeTag":
        tags.remove(tag(params));
        return done();
      case "getTag":
        return done(JSON.textNode(tags.get(tag(params))));
      case "getTags":
        return done(tags());
      default:
        return property(method, params);
    }
  }

  /** It is gone: nothing of it runs any more when this returns. */
  void release() {
    isReleased = true;
  }

  /** Raises an event with the members that are its own. */
  final void raise(String event, ObjectNode own) {
    ObjectNode data = own.deepCopy();
    data.put("source", id);
    data.put("timestampMillis", String.valueOf(System.currentTimeMillis()));
    data.set("tags", kept("sendTagsInEvents").asBoolean() ? tags() : JSON.arrayNode());
    world.raised(this, event, data);
  }

  final void raise(String event) {
    raise(event, JSON.objectNode());
  }

  /** The event of that name, with what is wrong. */
  final void error(String description) {
    raise(
        "Error",
        JSON.objectNode()
            .put("description", description)
            .put("errorCode", ErrorCode.UNEXPECTED_ERROR.number())
            .put("type", ErrorCode.UNEXPECTED_ERROR.name()));
  }

  /** A property that is kept, with its value at first. */
  final void keep(String property, JsonNode value) {
    properties.put(property, value);
  }

  final JsonNode kept(String property) {
    return properties.getOrDefault(property, JSON.nullNode());
  }

  static CompletionStage<JsonNode> done() {
    return done(JSON.nullNode());
  }

  static CompletionStage<JsonNode> done(JsonNode value) {
    return CompletableFuture.completedFuture(value);
  }

  /** A complex value, marked with its type as the server's are. */
  static ObjectNode complex(String type) {
    return JSON.objectNode().put("__module__", "kurento").put("__type__", type);
  }

  private CompletionStage<JsonNode> property(String method, JsonNode params) {
    String name = method.length() < 4 ? "" : uncapitalised(method.substring(3));
    if (method.startsWith("set")) {
      keep(name, params.path(name));
      return done();
    }
    if (method.startsWith("get") && properties.containsKey(name)) {
      return done(kept(name));
    }
    throw new KmsException(
        ErrorCode.NOT_IMPLEMENTED, "the double does not do " + className + "." + method);
  }

  private String tag(JsonNode params) {
    String key = params.path("key").asText();
    if (!tags.containsKey(key)) {
      throw new KmsException(ErrorCode.MEDIA_OBJECT_TAG_KEY_NOT_FOUND, "Tag key not found");
    }
    return key;
  }

  private ArrayNode tags() {
    ArrayNode array = JSON.arrayNode();
    tags.forEach((key, value) -> array.add(complex("Tag").put("key", key).put("value", value)));
    return array;
  }

  private static String uncapitalised(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  /** As the client expects them: the class is what follows the last {@code _}. */
  private static String id(String className, Optional<MediaObject> parent) {
    String own = UUID.randomUUID() + "_kurento." + className;
    return parent.map(each -> each.id + "/" + own).orElse(own);
  }
}
