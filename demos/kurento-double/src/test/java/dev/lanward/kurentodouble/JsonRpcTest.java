package dev.lanward.kurentodouble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the double answers on the wire. */
class JsonRpcTest {
  private RunningDouble kurento;
  private RunningDouble.Wire wire;

  @BeforeEach
  void start() throws Exception {
    kurento = new RunningDouble();
    wire = kurento.connect();
  }

  @AfterEach
  void stop() throws Exception {
    kurento.close();
  }

  // --- The frame ---------------------------------------------------------------------------------

  @Test
  void whatIsNoRequestIsRefusedAndTheConnectionStays() throws Exception {
    assertEquals(-32700, wire.send("{").path("error").path("code").asInt());
    assertEquals(-32600, wire.send("[]").path("error").path("code").asInt());
    JsonNode old = wire.send("{'jsonrpc':'1','id':'a','method':'ping'}");
    assertEquals(-32600, old.path("error").path("code").asInt());
    assertEquals("a", old.path("id").asText());
    wire.refused(ErrorCode.METHOD_NOT_FOUND, "dance", "{}");
    wire.refused(ErrorCode.INVALID_PARAMS, "create", "");
    wire.refused(ErrorCode.SERVER_ERROR, "create", "{}");
    wire.refused(ErrorCode.SERVER_ERROR, "invoke", "{'object':{},'operation':'x'}");
    wire.refused(ErrorCode.NOT_IMPLEMENTED, "transaction", "{'operations':[]}");
    assertEquals("pong", wire.value("ping", "{'interval':240000}"));
  }

  // --- Sessions ----------------------------------------------------------------------------------

  @Test
  void aSessionIsThereOnceItHoldsSomethingAndOutlivesItsConnection() throws Exception {
    JsonNode connected = wire.ask("connect", "{}").path("result");
    String session = connected.path("sessionId").asText();
    RunningDouble.Wire other = kurento.connect();
    other.refused(ErrorCode.INVALID_SESSION, "connect", "{'sessionId':'" + session + "'}");
    String pipeline = wire.value("create", "{'type':'MediaPipeline'}");
    wire.socket.abort();
    JsonNode again = other.ask("connect", "{'sessionId':'" + session + "'}").path("result");
    assertEquals(session, again.path("sessionId").asText());
    assertEquals(connected.path("serverId"), again.path("serverId"));
    assertEquals(
        pipeline, other.value("invoke", "{'object':'" + pipeline + "','operation':'getName'}"));
    assertEquals(List.of(), kurento.violations());
  }

  @Test
  void aSessionThatShowsNoSignOfLifeEndsWithWhatItHolds() throws Exception {
    KurentoDouble.Settings quick =
        new KurentoDouble.Settings("127.0.0.1", 0, Optional.empty(), UnaryOperator.identity(), 100);
    try (RunningDouble one = new RunningDouble(quick)) {
      RunningDouble.Wire first = one.connect();
      first.ask("create", "{'type':'MediaPipeline','sessionId':'s'}");
      // While somebody is connected it lives.
      RunningDouble.await("three periods", new Periods(3)::over);
      assertFalse(one.wrote(each -> each.path("event").asText().equals("released")));
      first.socket.abort();
      RunningDouble.await(
          "its end", () -> one.wrote(each -> each.path("event").asText().equals("released")));
      one.connect().refused(ErrorCode.INVALID_SESSION, "connect", "{'sessionId':'s'}");
    }
  }

  private static final class Periods {
    private final long end;

    Periods(int count) {
      end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100L * count);
    }

    boolean over() {
      return System.nanoTime() > end;
    }
  }

  // --- Objects -----------------------------------------------------------------------------------

  @Test
  void anObjectIsDescribedTaggedAndReleasedWithItsChildren() throws Exception {
    String pipeline = wire.value("create", "{'type':'MediaPipeline','constructorParams':{}}");
    String element =
        wire.value(
            "create",
            "{'type':'PassThrough','constructorParams':{'mediaPipeline':'" + pipeline + "'}}");
    assertTrue(element.endsWith("_kurento.PassThrough"), element);
    JsonNode told = wire.ask("describe", "{'object':'" + element + "'}").path("result");
    assertEquals("kurento.PassThrough", told.path("qualifiedType").asText());
    assertEquals(
        "[\"kurento.MediaElement\",\"kurento.MediaObject\"]", told.path("hierarchy").toString());
    wire.value("invoke", call(element, "addTag", "{'key':'a','value':'b'}"));
    assertEquals("b", wire.value("invoke", call(element, "getTag", "{'key':'a'}")));
    wire.refused(
        ErrorCode.MEDIA_OBJECT_TAG_KEY_NOT_FOUND, "invoke", call(element, "getTag", "{'key':'c'}"));
    assertEquals(pipeline, wire.value("invoke", call(element, "getMediaPipeline", "{}")));
    wire.ask("release", "{'object':'" + pipeline + "'}");
    wire.refused(ErrorCode.MEDIA_OBJECT_NOT_FOUND, "invoke", call(element, "getName", "{}"));
    // Once more is no error.
    assertTrue(wire.ask("release", "{'object':'" + pipeline + "'}").has("result"));
    assertEquals(List.of(), kurento.violations());
  }

  @Test
  void whatTheApiDoesNotAllowIsRefusedAndRecorded() throws Exception {
    String pipeline = wire.value("create", "{'type':'MediaPipeline'}");
    wire.refused(ErrorCode.MEDIA_OBJECT_NOT_AVAILABLE, "create", "{'type':'MediaElement'}");
    wire.refused(ErrorCode.MARSHALL_ERROR, "create", "{'type':'WebRtcEndpoint'}");
    wire.refused(ErrorCode.MALFORMED_TRANSACTION, "invoke", call(pipeline, "play", "{}"));
    wire.refused(
        ErrorCode.MEDIA_OBJECT_EVENT_NOT_SUPPORTED,
        "subscribe",
        "{'object':'" + pipeline + "','type':'EndOfStream'}");
    wire.refused(ErrorCode.MEDIA_OBJECT_NOT_FOUND, "invoke", call("nobody", "getName", "{}"));
    assertEquals(4, kurento.violations().size(), kurento.violations().toString());
    assertTrue(kurento.violations().stream().allMatch(each -> each.startsWith("client: ")));
  }

  @Test
  void anEventGoesToWhoeverHasSubscribedUntilHeUnsubscribes() throws Exception {
    String server = ServerObject.ID;
    String subscription =
        wire.value("subscribe", "{'object':'" + server + "','type':'ObjectCreated'}");
    wire.socket.sendText(
        "{\"jsonrpc\":\"2.0\",\"id\":77,\"method\":\"create\",\"params\":{\"type\":\"MediaPipeline\"}}",
        true);
    JsonNode event = wire.next();
    assertEquals("onEvent", event.path("method").asText());
    assertFalse(event.has("id"));
    JsonNode told = event.path("params").path("value");
    assertEquals("ObjectCreated", told.path("type").asText());
    assertEquals(server, told.path("data").path("source").asText());
    JsonNode answer = wire.next();
    assertEquals(told.path("data").path("object"), answer.path("result").path("value"));
    wire.ask("unsubscribe", "{'object':'" + server + "','subscription':'" + subscription + "'}");
    assertTrue(wire.ask("create", "{'type':'MediaPipeline'}").has("result"));
    assertEquals(List.of(), kurento.violations());
  }

  // --- Faults ------------------------------------------------------------------------------------

  @Test
  void aServerThatIsRestartedKnowsNothingAndIsAnother() throws Exception {
    JsonNode before = wire.ask("connect", "{}").path("result");
    String pipeline = wire.value("create", "{'type':'MediaPipeline'}");
    kurento.command("{'command':'restart','seconds':1}");
    RunningDouble.await("it is back", () -> kurento.wrote(each -> each.has("port")));
    RunningDouble.Wire again = kurento.connect();
    again.refused(
        ErrorCode.INVALID_SESSION,
        "connect",
        "{'sessionId':'" + before.path("sessionId").asText() + "'}");
    again.refused(ErrorCode.MEDIA_OBJECT_NOT_FOUND, "invoke", call(pipeline, "getName", "{}"));
    assertNotEquals(
        before.path("serverId"), again.ask("connect", "{}").path("result").path("serverId"));
  }

  @Test
  void aServerThatWasOnlyAwayHasEverything() throws Exception {
    String pipeline = wire.value("create", "{'type':'MediaPipeline','sessionId':'s'}");
    kurento.command("{'command':'vanish','seconds':1}");
    RunningDouble.await("it is back", () -> kurento.wrote(each -> each.has("port")));
    RunningDouble.Wire again = kurento.connect();
    assertTrue(again.ask("connect", "{'sessionId':'s'}").has("result"));
    assertEquals(pipeline, again.value("invoke", call(pipeline, "getName", "{}")));
  }

  @Test
  void aPipelineIsReleasedBehindTheClientsBack() throws Exception {
    String pipeline = wire.value("create", "{'type':'MediaPipeline'}");
    kurento.command("{'command':'release','what':'MediaPipeline'}");
    wire.refused(ErrorCode.MEDIA_OBJECT_NOT_FOUND, "invoke", call(pipeline, "getName", "{}"));
  }

  @Test
  void aServerWithoutResourcesMakesNothing() throws Exception {
    kurento.command("{'command':'fault','name':'refuse-create'}");
    wire.refused(ErrorCode.NOT_ENOUGH_RESOURCES, "create", "{'type':'MediaPipeline'}");
    kurento.command("{'command':'fault','name':'refuse-create','on':false}");
    wire.value("create", "{'type':'MediaPipeline'}");
    kurento.command("{'command':'fault','name':'silent'}");
    wire.socket.sendText("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"ping\"}", true);
    kurento.command("{'command':'fault','name':'silent','on':false}");
    // The next answer is the next request's.
    assertEquals("pong", wire.value("ping", "{}"));
  }

  private static String call(String object, String operation, String params) {
    return "{'object':'"
        + object
        + "','operation':'"
        + operation
        + "','operationParams':"
        + params
        + "}";
  }
}
