package dev.lanward.kurentodouble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanward.testing.LabNetwork;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.kurento.client.KurentoClient;
import org.kurento.jsonrpc.client.JsonRpcClientNettyWebSocket;

/** A double on 127.0.0.1, its journal, and a bare connection to it. */
final class RunningDouble implements AutoCloseable {
  private static final long LIMIT_SECONDS = 40;

  final List<ObjectNode> journal = new CopyOnWriteArrayList<>();
  final KurentoDouble running;

  RunningDouble(KurentoDouble.Settings settings) throws Exception {
    running = KurentoDouble.start(settings, journal::add);
  }

  RunningDouble() throws Exception {
    this(KurentoDouble.Settings.plain());
  }

  /** One whose media is in that network. */
  static RunningDouble inside(LabNetwork network) throws Exception {
    return new RunningDouble(
        new KurentoDouble.Settings(
            "127.0.0.1", 0, Optional.empty(), network::inside, KurentoDouble.COLLECT_MILLIS));
  }

  String url() {
    return "ws://127.0.0.1:" + running.port() + "/kurento";
  }

  /** The real client, which waits longer than its 10 s where the machine is busy. */
  KurentoClient client() {
    JsonRpcClientNettyWebSocket socket = new JsonRpcClientNettyWebSocket(url());
    socket.setRequestTimeout(TimeUnit.SECONDS.toMillis(2 * LIMIT_SECONDS));
    return KurentoClient.createFromJsonRpcClientHonoringClientTimeouts(socket);
  }

  Wire connect() throws Exception {
    Wire wire = new Wire();
    wire.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(url()), wire)
            .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    return wire;
  }

  void command(String text) {
    running.command(ContractTest.json(text));
  }

  List<String> violations() {
    return journal.stream()
        .filter(each -> each.path("event").asText().equals("violation"))
        .map(each -> each.path("by").asText() + ": " + each.path("text").asText())
        .toList();
  }

  boolean wrote(Predicate<ObjectNode> line) {
    return journal.stream().anyMatch(line);
  }

  /** The ids of the objects of that class that were created, in turn. */
  List<String> created(String className) {
    return journal.stream()
        .filter(each -> each.path("type").asText().equals("ObjectCreated"))
        .map(each -> each.path("data").path("object").asText())
        .filter(id -> id.endsWith("_kurento." + className))
        .toList();
  }

  boolean hasReleased(String object) {
    return wrote(
        each ->
            each.path("event").asText().equals("released")
                && each.path("object").asText().equals(object));
  }

  /** How often an object has raised it. */
  long raised(String object, String type) {
    return journal.stream()
        .filter(each -> each.path("event").asText().equals("raised"))
        .filter(each -> each.path("object").asText().equals(object))
        .filter(each -> each.path("type").asText().equals(type))
        .count();
  }

  boolean raised(String type) {
    return wrote(
        each ->
            each.path("event").asText().equals("raised")
                && each.path("type").asText().equals(type));
  }

  @Override
  public void close() throws Exception {
    running.close();
  }

  static void await(String what, BooleanSupplier condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "there is not: " + what);
      Thread.sleep(10);
    }
  }

  /** Sends texts, and awaits what comes for each. */
  static final class Wire implements WebSocket.Listener {
    final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    WebSocket socket;
    private int id;

    /** The answer to a request of that method and these parameters. */
    JsonNode ask(String method, String params) throws Exception {
      return send(
          "{'jsonrpc':'2.0','id':"
              + ++id
              + ",'method':'"
              + method
              + "'"
              + (params.isEmpty() ? "" : ",'params':" + params)
              + "}");
    }

    JsonNode send(String text) throws Exception {
      socket.sendText(text.replace('\'', '"'), true).get(LIMIT_SECONDS, TimeUnit.SECONDS);
      return next();
    }

    JsonNode next() throws Exception {
      JsonNode node = received.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertTrue(node != null, "nothing came");
      return node;
    }

    /** The value of what was asked for, which is no error. */
    String value(String method, String params) throws Exception {
      JsonNode answer = ask(method, params);
      assertTrue(answer.has("result"), answer.toString());
      return answer.path("result").path("value").asText();
    }

    void refused(ErrorCode code, String method, String params) throws Exception {
      JsonNode answer = ask(method, params);
      assertEquals(code.number(), answer.path("error").path("code").asInt(), answer.toString());
      if (code.isNamed()) {
        assertEquals(code.name(), answer.path("error").path("data").path("type").asText());
      }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        try {
          received.add(KurentoDouble.parse(partial.toString()));
        } catch (java.io.IOException e) {
          throw new AssertionError("no JSON: " + partial, e);
        }
        partial.setLength(0);
      }
      from.request(1);
      return null;
    }
  }
}
