package dev.lanward.kurentodouble;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Holds requests, results and events against the published API. What a request has wrong is a
 * {@link Finding} with the code that the server gives, or none where the server does not look (it
 * ignores parameters that it does not know). It is stricter than the server in one thing: the
 * server takes what its JSON library can convert, such as {@code "5"} for a number.
 */
final class Contract {
  /** What the client puts beside the members of a complex value, and the server as well. */
  private static final Set<String> MARKS = Set.of("__type__", "__module__");

  /** Something that the API does not allow; empty {@code code}: the server overlooks it. */
  record Finding(Optional<ErrorCode> code, String text) {}

  private final Kmd kmd;

  /** The class of an object that is there. */
  private final Function<String, Optional<String>> classOf;

  Contract(Kmd kmd, Function<String, Optional<String>> classOf) {
    this.kmd = kmd;
    this.classOf = classOf;
  }

  // --- What comes in -----------------------------------------------------------------------------

  List<Finding> create(String className, JsonNode params) {
    Optional<List<Kmd.Item>> constructor = kmd.constructor(className);
    if (constructor.isEmpty()) {
      return List.of(
          finding(ErrorCode.MEDIA_OBJECT_NOT_AVAILABLE, "Factory '" + className + "' not found"));
    }
    return params(constructor.get(), params);
  }

  List<Finding> invoke(String className, String method, JsonNode params) {
    Optional<Kmd.Method> found = kmd.method(className, method);
    if (found.isEmpty()) {
      return List.of(
          finding(
              ErrorCode.MALFORMED_TRANSACTION,
              "Method '" + method + "' with " + params.size() + " parameters not found"));
    }
    return params(found.get().params(), params);
  }

  List<Finding> subscribe(String className, String event) {
    if (kmd.raises(className, event) && event.equals(Kmd.bare(event))) {
      return List.of();
    }
    return List.of(
        finding(ErrorCode.MEDIA_OBJECT_EVENT_NOT_SUPPORTED, "Event '" + event + "' not supported"));
  }

  // --- What goes out -----------------------------------------------------------------------------

  /** A result of a method; null where it has none. */
  List<String> result(String className, String method, JsonNode value) {
    Optional<KmdType> type = kmd.method(className, method).orElseThrow().result();
    if (type.isEmpty()) {
      return value.isNull() ? List.of() : List.of(method + " has no result, was " + value);
    }
    return texts(value("the result of " + method, type.get(), value));
  }

  List<String> event(String className, String event, JsonNode data) {
    if (!kmd.raises(className, event)) {
      return List.of(className + " does not raise " + event);
    }
    return texts(members(event, kmd.propertiesOfEvent(event), data));
  }

  // --- Values ------------------------------------------------------------------------------------

  private List<Finding> params(List<Kmd.Item> wanted, JsonNode params) {
    return members("", wanted, params);
  }

  private List<Finding> members(String where, List<Kmd.Item> wanted, JsonNode object) {
    List<Finding> findings = new ArrayList<>();
    for (Kmd.Item item : wanted) {
      JsonNode value = object.path(item.name());
      String name = where.isEmpty() ? item.name() : where + "." + item.name();
      if (!value.isMissingNode() && !value.isNull()) {
        findings.addAll(value(name, item.type(), value));
      } else if (!item.isOptional()) {
        findings.add(finding(ErrorCode.MARSHALL_ERROR, "'" + name + "' parameter is required"));
      }
    }
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!MARKS.contains(name) && wanted.stream().noneMatch(each -> each.name().equals(name))) {
        findings.add(new Finding(Optional.empty(), where + " has no '" + name + "' in the API"));
      }
    }
    return findings;
  }

  private List<Finding> value(String name, KmdType type, JsonNode value) {
    return switch (type.shape()) {
      case ONE -> one(name, type.name(), value);
      case LIST -> value.isArray() ? each(name, type, value) : wrong(name, type, value);
      case MAP -> value.isObject() ? each(name, type, value) : wrong(name, type, value);
    };
  }

  private List<Finding> each(String name, KmdType type, JsonNode values) {
    List<Finding> findings = new ArrayList<>();
    values.forEach(value -> findings.addAll(value(name + "[]", type.element(), value)));
    return findings;
  }

  private List<Finding> one(String name, String type, JsonNode value) {
    boolean isRight =
        switch (type) {
          case "String" -> value.isTextual();
          case "boolean" -> value.isBoolean();
          case "int" -> value.isIntegralNumber() && value.canConvertToInt();
          case "int64" -> value.isIntegralNumber() && value.canConvertToLong();
          case "float", "double" -> value.isNumber();
          default -> {
            if (kmd.isType(type) || kmd.isClass(type)) {
              yield true;
            }
            throw new AssertionError("the API names a type that it does not define: " + type);
          }
        };
    if (!isRight) {
      return wrong(name, KmdType.parse(type), value);
    }
    if (kmd.isClass(type)) {
      return object(name, type, value);
    }
    return kmd.isType(type) ? complex(name, type, value) : List.of();
  }

  private List<Finding> complex(String name, String type, JsonNode value) {
    Optional<Set<String>> words = kmd.values(type);
    if (words.isPresent()) {
      return value.isTextual() && words.get().contains(value.asText())
          ? List.of()
          : wrong(name, KmdType.parse(type), value);
    }
    if (!value.isObject()) {
      return wrong(name, KmdType.parse(type), value);
    }
    String own = value.path("__type__").asText(type);
    if (!kmd.isTypeOf(own, type)) {
      return wrong(name, KmdType.parse(type), value);
    }
    return members(name, kmd.propertiesOfType(own), value);
  }

  private List<Finding> object(String name, String type, JsonNode id) {
    if (!id.isTextual()) {
      return wrong(name, KmdType.parse(type), id);
    }
    Optional<String> found = classOf.apply(id.asText());
    if (found.isEmpty()) {
      return List.of(
          finding(ErrorCode.MEDIA_OBJECT_NOT_FOUND, "Object '" + id.asText() + "' not found"));
    }
    return kmd.lineage(found.get()).contains(Kmd.bare(type))
        ? List.of()
        : wrong(name, KmdType.parse(type), id);
  }

  private static List<Finding> wrong(String name, KmdType type, JsonNode value) {
    return List.of(
        finding(
            ErrorCode.MARSHALL_ERROR,
            "'" + name + "' parameter should be a " + type + ", was " + brief(value)));
  }

  private static String brief(JsonNode value) {
    String text = value.toString();
    return text.length() > 80 ? text.substring(0, 80) + "..." : text;
  }

  private static Finding finding(ErrorCode code, String text) {
    return new Finding(Optional.of(code), text);
  }

  private static List<String> texts(List<Finding> findings) {
    return findings.stream().map(Finding::text).toList();
  }
}
