package dev.lanward.kurentodouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * The methods of the server: what {@code ServerMethods.cpp} and {@code MediaSet.cpp} do there, over
 * the double's own objects. Each request is held against the contract before it is carried out,
 * each result and event before it leaves. One thread owns it; requests come on any.
 */
final class Desk implements World {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final ScheduledExecutorService thread;
  private final Journal journal;
  private final UnaryOperator<List<String>> programs;
  private final Path directory;
  private final Kmd kmd = Kmd.published();
  private final Contract contract;
  private final Faults faults = new Faults();
  private final Sessions sessions = new Sessions();
  private final Map<String, MediaObject> objects = new HashMap<>();

  /** What was released behind their backs, by its class: whoever names it breaks no contract. */
  private final Map<String, String> lost = new HashMap<>();

  private final Audience audience = new Audience();
  private final SpareEngine engines = new SpareEngine();
  private String serverId = "";

  Desk(
      ScheduledExecutorService thread,
      Journal journal,
      UnaryOperator<List<String>> programs,
      Path directory,
      long collectMillis) {
    this.thread = thread;
    this.journal = journal;
    this.programs = programs;
    this.directory = directory;
    this.contract =
        new Contract(
            kmd,
            id ->
                Optional.ofNullable(objects.get(id))
                    .map(MediaObject::className)
                    .or(() -> Optional.ofNullable(lost.get(id))));
    begin();
    thread.scheduleWithFixedDelay(
        this::collect, collectMillis, collectMillis, TimeUnit.MILLISECONDS);
  }

  // --- Connections, on any thread ----------------------------------------------------------------

  void received(Client client, String text) {
    run(() -> answer(client, text));
  }

  void closed(Client client) {
    run(() -> audience.leave(client));
  }

  // --- Requests ----------------------------------------------------------------------------------

  private void answer(Client client, String text) {
    JsonNode id = JSON.nullNode();
    try {
      JsonNode node = Rpc.parse(text);
      id = Rpc.id(node);
      Rpc.Request request = Rpc.request(node);
      JsonNode wanted = id;
      if (!faults.has(Faults.Kind.SILENT)) {
        handle(client, request)
            .whenComplete((result, thrown) -> finish(client, wanted, result, thrown));
      } else {
        log(request);
      }
    } catch (KmsException e) {
      refuse(client, id, e);
    } catch (RuntimeException | Error e) {
      journal.violation("double", "thrown: " + e);
      refuse(client, id, new KmsException(ErrorCode.UNEXPECTED_ERROR, String.valueOf(e)));
    }
  }

  private void finish(
      Client client,
      JsonNode id,
      @org.jspecify.annotations.Nullable JsonNode result,
      @org.jspecify.annotations.Nullable Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof KmsException refusal) {
      refuse(client, id, refusal);
    } else if (cause != null) {
      journal.violation("double", "thrown: " + cause);
      refuse(client, id, new KmsException(ErrorCode.UNEXPECTED_ERROR, String.valueOf(cause)));
    } else if (result != null && !id.isNull()) {
      client.send(Rpc.result(id, result));
    }
  }

  private void refuse(Client client, JsonNode id, KmsException error) {
    journal.write(
        Journal.line("refused")
            .put("code", error.code().number())
            .put("type", error.code().name())
            .put("text", error.getMessage()));
    client.send(Rpc.error(id, error));
  }

  private CompletionStage<? extends JsonNode> handle(Client client, Rpc.Request request) {
    log(request);
    Rpc.Request inSession = withSession(client, request);
    String method = request.method();
    if (method.equals("ping")) {
      return MediaObject.done(JSON.objectNode().put("value", "pong"));
    }
    if (method.equals("connect")) {
      return MediaObject.done(connect(client, inSession));
    }
    if (!List.of(
            "create", "invoke", "subscribe", "unsubscribe", "release", "describe", "closeSession")
        .contains(method)) {
      boolean isTheirs = List.of("ref", "unref", "keepAlive", "transaction").contains(method);
      throw isTheirs
          ? new KmsException(ErrorCode.NOT_IMPLEMENTED, "the double does not do " + method)
          : new KmsException(ErrorCode.METHOD_NOT_FOUND, "Method not found.");
    }
    if (inSession.params().isNull()) {
      throw new KmsException(ErrorCode.INVALID_PARAMS, "'params' is required");
    }
    if (method.equals("closeSession")) {
      return MediaObject.done(closeSession(inSession));
    }
    String session = session(inSession);
    audience.enter(client, session);
    CompletionStage<JsonNode> value =
        switch (method) {
          case "create" -> MediaObject.done(create(session, inSession));
          case "invoke" -> invoke(session, inSession);
          case "subscribe" -> MediaObject.done(subscribe(session, inSession));
          case "unsubscribe" -> MediaObject.done(unsubscribe(inSession));
          case "release" -> MediaObject.done(release(inSession));
          default -> MediaObject.done(describe(session, inSession));
        };
    return value.thenApply(result -> wrapped(method, session, result));
  }

  private static ObjectNode wrapped(String method, String session, JsonNode value) {
    ObjectNode result = JSON.objectNode();
    if (method.equals("describe")) {
      result.setAll((ObjectNode) value);
    } else if (!method.equals("release") && !method.equals("unsubscribe")) {
      result.set("value", value);
    }
    return result.put("sessionId", session);
  }

  private ObjectNode connect(Client client, Rpc.Request request) {
    String session = session(request);
    if (request.params().has("sessionId") && !sessions.has(session)) {
      throw new KmsException(ErrorCode.INVALID_SESSION, "Invalid session");
    }
    sessions.keepAlive(session);
    audience.enter(client, session);
    return JSON.objectNode().put("sessionId", session).put("serverId", serverId);
  }

  private ObjectNode closeSession(Rpc.Request request) {
    String session = request.text("sessionId");
    sessions.end(session).forEach(this::releaseTree);
    audience.forgetSession(session);
    return JSON.objectNode();
  }

  private JsonNode create(String session, Rpc.Request request) {
    String className = Kmd.bare(request.text("type"));
    JsonNode params = request.params().path("constructorParams");
    allow(contract.create(className, params));
    if (faults.refuses(className)) {
      throw new KmsException(ErrorCode.NOT_ENOUGH_RESOURCES, "Resources limit exceeded");
    }
    MediaObject made = Factory.make(this, className, params);
    objects.put(made.id(), made);
    for (MediaObject at = made; ; at = at.parent().get()) {
      sessions.hold(session, at.id());
      if (at.parent().isEmpty()) {
        break;
      }
    }
    require(ServerObject.ID).raise("ObjectCreated", JSON.objectNode().put("object", made.id()));
    return JSON.textNode(made.id());
  }

  private CompletionStage<JsonNode> invoke(String session, Rpc.Request request) {
    String method = request.text("operation");
    MediaObject object = require(request.text("object"));
    sessions.hold(session, object.id());
    JsonNode params = request.params().path("operationParams");
    allow(contract.invoke(object.className(), method, params));
    return object
        .invoke(method, params)
        .thenApply(
            value -> {
              uphold(contract.result(object.className(), method, value));
              return value;
            });
  }

  private JsonNode subscribe(String session, Rpc.Request request) {
    String event = request.text("type");
    MediaObject object = require(request.text("object"));
    sessions.hold(session, object.id());
    allow(contract.subscribe(object.className(), event));
    return JSON.textNode(audience.subscribe(session, object.id(), event));
  }

  private JsonNode unsubscribe(Rpc.Request request) {
    String object = request.text("object");
    String id = request.text("subscription");
    audience.unsubscribe(object, id);
    return JSON.nullNode();
  }

  /** What is gone already is no error. */
  private JsonNode release(Rpc.Request request) {
    String id = request.text("object");
    if (faults.has(Faults.Kind.REFUSE_RELEASE)) {
      throw new KmsException(ErrorCode.UNEXPECTED_ERROR, "Not now");
    }
    if (!id.equals(ServerObject.ID)) {
      releaseTree(id);
    }
    return JSON.nullNode();
  }

  private JsonNode describe(String session, Rpc.Request request) {
    MediaObject object = require(request.text("object"));
    sessions.hold(session, object.id());
    ObjectNode told = JSON.objectNode().put("type", object.className());
    told.put("qualifiedType", "kurento." + object.className());
    ArrayNode hierarchy = told.putArray("hierarchy");
    kmd.lineage(object.className()).stream()
        .skip(1)
        .forEach(each -> hierarchy.add("kurento." + each));
    return told;
  }

  // --- Faults and ends ---------------------------------------------------------------------------

  /** Releases what {@code what} names, a class or an object, as if somebody else had. */
  void releaseBehindTheirBack(String what) {
    List<String> found =
        objects.values().stream()
            .filter(each -> each.className().equals(what) || each.id().equals(what))
            .map(MediaObject::id)
            .toList();
    found.stream().map(objects::get).forEach(this::lose);
    found.forEach(this::releaseTree);
  }

  /** The state of a server that has just been started. */
  void forgetEverything() {
    List.copyOf(objects.keySet()).forEach(this::releaseTree);
    objects.clear();
    sessions.clear();
    engines.end();
    audience.forgetSubscriptions();
    begin();
  }

  void closeConnections() {
    audience.closeAll();
  }

  ObjectNode state() {
    ObjectNode line = Journal.line("state").put("violations", journal.violations());
    line.put("connections", audience.sessions().size()).put("sessions", sessions.names().size());
    ArrayNode names = line.putArray("objects");
    objects.values().stream()
        .filter(each -> !each.id().equals(ServerObject.ID))
        .forEach(each -> names.add(each.id()));
    return line;
  }

  private void begin() {
    serverId = UUID.randomUUID().toString();
    objects.put(ServerObject.ID, new ServerObject(this, kmd, sessions));
  }

  private void collect() {
    audience.sessions().forEach(sessions::keepAlive);
    for (String session : sessions.collect()) {
      sessions.end(session).forEach(this::releaseTree);
      audience.forgetSession(session);
    }
  }

  private void lose(MediaObject object) {
    childrenOf(object).forEach(this::lose);
    lost.put(object.id(), object.className());
  }

  private void releaseTree(String id) {
    MediaObject object = objects.get(id);
    if (object == null || id.equals(ServerObject.ID)) {
      return;
    }
    childrenOf(object).forEach(child -> releaseTree(child.id()));
    objects.remove(id);
    sessions.forget(id);
    object.release();
    audience.forgetObject(id);
    journal.write(Journal.line("released").put("object", id));
    require(ServerObject.ID).raise("ObjectDestroyed", JSON.objectNode().put("objectId", id));
  }

  // --- What objects know -------------------------------------------------------------------------

  @Override
  public ScheduledExecutorService thread() {
    return thread;
  }

  @Override
  public void raised(MediaObject source, String event, ObjectNode data) {
    boolean saysWhich =
        kmd.propertiesOfEvent(event).stream().anyMatch(each -> each.name().equals("type"));
    if (saysWhich && !data.has("type")) {
      data.put("type", event);
    }
    uphold(contract.event(source.className(), event, data));
    audience.tell(source.id(), event, data);
    ObjectNode line = Journal.line("raised").put("object", source.id()).put("type", event);
    line.set("data", data);
    journal.write(line);
  }

  @Override
  public List<MediaObject> childrenOf(MediaObject parent) {
    boolean isServer = parent.id().equals(ServerObject.ID);
    return objects.values().stream()
        .filter(each -> each != parent)
        .filter(each -> isServer ? each.parent().isEmpty() : isParent(parent, each))
        .toList();
  }

  @Override
  public MediaObject object(String id) {
    return require(id);
  }

  @Override
  public Faults faults() {
    return faults;
  }

  @Override
  public Journal journal() {
    return journal;
  }

  @Override
  public List<String> command(List<String> program) {
    return programs.apply(program);
  }

  @Override
  public SpareEngine engines() {
    return engines;
  }

  @Override
  public Path directory() {
    return directory;
  }

  private static boolean isParent(MediaObject parent, MediaObject child) {
    return child.parent().isPresent() && child.parent().get() == parent;
  }

  // --- The contract ------------------------------------------------------------------------------

  /** All that is wrong is told; what the server refuses is refused. */
  private void allow(List<Contract.Finding> findings) {
    findings.forEach(each -> journal.violation("client", each.text()));
    findings.stream()
        .filter(each -> each.code().isPresent())
        .findFirst()
        .ifPresent(
            each -> {
              throw new KmsException(each.code().get(), each.text());
            });
  }

  /** The double's own mistakes. */
  private void uphold(List<String> problems) {
    if (!problems.isEmpty()) {
      problems.forEach(each -> journal.violation("double", each));
      throw new AssertionError(problems);
    }
  }

  private MediaObject require(String id) {
    MediaObject object = objects.get(id);
    if (object == null) {
      throw KmsException.notFound(id);
    }
    return object;
  }

  private static Rpc.Request withSession(Rpc.Request request, String session) {
    ObjectNode params = request.params().isNull() ? JSON.objectNode() : request.params().deepCopy();
    params.put("sessionId", session);
    return new Rpc.Request(request.id(), request.method(), params);
  }

  /** A connection has a session: requests on it need not say so again. */
  private Rpc.Request withSession(Client client, Rpc.Request request) {
    Optional<String> known = audience.sessionOf(client);
    JsonNode params = request.params();
    boolean mayNot = !params.isNull() && !params.isObject();
    if (mayNot || known.isEmpty() || params.path("sessionId").isTextual()) {
      return request;
    }
    return withSession(request, known.get());
  }

  private static String session(Rpc.Request request) {
    JsonNode said = request.params().path("sessionId");
    return said.isTextual() ? said.asText() : UUID.randomUUID().toString();
  }

  private void log(Rpc.Request request) {
    ObjectNode line = Journal.line("request").put("method", request.method());
    line.set("params", request.params());
    if (!request.method().equals("ping")) {
      journal.write(line);
    }
  }
}
