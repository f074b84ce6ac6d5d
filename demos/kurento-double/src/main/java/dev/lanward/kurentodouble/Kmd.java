package dev.lanward.kurentodouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The published API as data: the classes, types and events of the {@code *.kmd.json} files. Names
 * of classes, types and events may be asked for with the module's prefix {@code kurento.}, as the
 * server's registry does. Immutable.
 */
final class Kmd {
  private static final List<String> MODULES = List.of("core", "elements", "filters");
  private static final String PREFIX = "kurento.";

  /** A parameter, or a property of a type or an event. */
  record Item(String name, KmdType type, boolean isOptional) {}

  /** A method; its properties' getters and setters are such as well. */
  record Method(String name, List<Item> params, Optional<KmdType> result) {}

  /** What a module says of itself. */
  record Module(String name, String version, Set<String> factories, String text) {}

  private record RemoteClass(
      String name,
      Optional<String> parent,
      boolean isAbstract,
      Optional<List<Item>> constructor,
      Map<String, Method> methods,
      Set<String> events) {}

  private record ComplexType(
      Optional<String> parent, Optional<Set<String>> values, List<Item> properties) {}

  private final Map<String, RemoteClass> classes = new LinkedHashMap<>();
  private final Map<String, ComplexType> types = new HashMap<>();
  private final Map<String, ComplexType> events = new HashMap<>();
  private final List<Module> modules = new ArrayList<>();

  private Kmd() {}

  /** Those of the class path. */
  static Kmd published() {
    try {
      List<String> texts = new ArrayList<>();
      for (String module : MODULES) {
        String name = "META-INF/kurento/" + module + ".kmd.json";
        try (InputStream file = Kmd.class.getClassLoader().getResourceAsStream(name)) {
          if (file == null) {
            throw new IllegalStateException("not on the class path: " + name);
          }
          texts.add(new String(file.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        }
      }
      return parse(texts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Kmd parse(List<String> texts) throws IOException {
    Kmd kmd = new Kmd();
    for (String text : texts) {
      kmd.add(new ObjectMapper().readTree(text), text);
    }
    return kmd;
  }

  // --- Queries -----------------------------------------------------------------------------------

  boolean isClass(String name) {
    return classes.containsKey(bare(name));
  }

  boolean isEvent(String name) {
    return events.containsKey(bare(name));
  }

  boolean isType(String name) {
    return types.containsKey(bare(name));
  }

  /** What an object of this class is made with; nothing where none can be made. */
  Optional<List<Item>> constructor(String className) {
    RemoteClass found = classes.get(bare(className));
    return found == null || found.isAbstract ? Optional.empty() : found.constructor;
  }

  /** A method of a class or of those that it extends. */
  Optional<Method> method(String className, String method) {
    return ancestry(className).stream()
        .filter(each -> each.methods.containsKey(method))
        .map(each -> each.methods.get(method))
        .findFirst();
  }

  /** Whether objects of a class raise an event. */
  boolean raises(String className, String event) {
    return ancestry(className).stream().anyMatch(each -> each.events.contains(bare(event)));
  }

  /** A class and those that it extends, itself first; without the prefix. */
  List<String> lineage(String className) {
    return ancestry(className).stream().map(RemoteClass::name).toList();
  }

  /** Whether a type is another or extends it. */
  boolean isTypeOf(String type, String ancestor) {
    for (ComplexType at = types.get(bare(type)); at != null; ) {
      if (bare(type).equals(bare(ancestor))) {
        return true;
      }
      if (at.parent.isEmpty()) {
        return false;
      }
      type = at.parent.get();
      at = types.get(bare(type));
    }
    return false;
  }

  /** The words of an enumeration; nothing for a type that is none. */
  Optional<Set<String>> values(String type) {
    return Optional.ofNullable(types.get(bare(type))).flatMap(ComplexType::values);
  }

  /** Inherited ones included. */
  List<Item> propertiesOfType(String type) {
    return properties(types, type);
  }

  /** Inherited ones included. */
  List<Item> propertiesOfEvent(String event) {
    return properties(events, event);
  }

  List<Module> modules() {
    return Collections.unmodifiableList(modules);
  }

  static String bare(String name) {
    return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
  }

  // --- Reading -----------------------------------------------------------------------------------

  private void add(JsonNode file, String text) {
    Set<String> factories = new LinkedHashSet<>();
    for (JsonNode each : file.path("remoteClasses")) {
      RemoteClass read = remoteClass(each);
      classes.put(read.name, read);
      if (!read.isAbstract && read.constructor.isPresent()) {
        factories.add(read.name);
      }
    }
    file.path("complexTypes").forEach(each -> types.put(each.path("name").asText(), type(each)));
    file.path("events").forEach(each -> events.put(each.path("name").asText(), type(each)));
    modules.add(
        new Module(file.path("name").asText(), file.path("version").asText(), factories, text));
  }

  private static RemoteClass remoteClass(JsonNode node) {
    Map<String, Method> methods = new HashMap<>();
    for (JsonNode property : node.path("properties")) {
      accessors(property, methods);
    }
    for (JsonNode method : node.path("methods")) {
      String name = method.path("name").asText();
      methods.put(name, new Method(name, items(method.path("params")), result(method)));
    }
    Set<String> raised = new LinkedHashSet<>();
    node.path("events").forEach(each -> raised.add(each.asText()));
    return new RemoteClass(
        node.path("name").asText(),
        text(node, "extends"),
        node.path("abstract").asBoolean(),
        node.has("constructor")
            ? Optional.of(items(node.path("constructor").path("params")))
            : Optional.empty(),
        methods,
        raised);
  }

  private static void accessors(JsonNode property, Map<String, Method> methods) {
    Item item = item(property);
    String name = Character.toUpperCase(item.name().charAt(0)) + item.name().substring(1);
    methods.put("get" + name, new Method("get" + name, List.of(), Optional.of(item.type())));
    if (!property.path("readOnly").asBoolean() && !property.path("final").asBoolean()) {
      Item value = new Item(item.name(), item.type(), false);
      methods.put("set" + name, new Method("set" + name, List.of(value), Optional.empty()));
    }
  }

  private static ComplexType type(JsonNode node) {
    Optional<Set<String>> values = Optional.empty();
    if (node.path("typeFormat").asText().equals("ENUM")) {
      Set<String> words = new LinkedHashSet<>();
      node.path("values").forEach(each -> words.add(each.asText()));
      values = Optional.of(words);
    }
    return new ComplexType(text(node, "extends"), values, items(node.path("properties")));
  }

  private static Optional<KmdType> result(JsonNode method) {
    return method.has("return")
        ? Optional.of(KmdType.parse(method.path("return").path("type").asText()))
        : Optional.empty();
  }

  private static List<Item> items(JsonNode array) {
    List<Item> items = new ArrayList<>();
    array.forEach(each -> items.add(item(each)));
    return items;
  }

  private static Item item(JsonNode node) {
    return new Item(
        node.path("name").asText(),
        KmdType.parse(node.path("type").asText()),
        node.path("optional").asBoolean());
  }

  private static Optional<String> text(JsonNode node, String member) {
    return node.has(member) ? Optional.of(node.path(member).asText()) : Optional.empty();
  }

  private static List<Item> properties(Map<String, ComplexType> all, String name) {
    List<Item> items = new ArrayList<>();
    for (ComplexType at = all.get(bare(name)); at != null; at = parent(all, at)) {
      items.addAll(at.properties);
    }
    return items;
  }

  private List<RemoteClass> ancestry(String className) {
    List<RemoteClass> all = new ArrayList<>();
    Optional<RemoteClass> next = Optional.ofNullable(classes.get(bare(className)));
    while (next.isPresent()) {
      all.add(next.get());
      next = next.get().parent.map(classes::get);
    }
    return all;
  }

  private static @Nullable ComplexType parent(Map<String, ComplexType> all, ComplexType type) {
    return type.parent.map(all::get).orElse(null);
  }
}
