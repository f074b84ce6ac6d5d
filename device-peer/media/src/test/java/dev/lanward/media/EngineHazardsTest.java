package dev.lanward.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What ends a process that uses libwebrtc carelessly, done to a real engine: it lives, and says
 * what is wrong.
 */
class EngineHazardsTest {
  private EngineUnderTest engine;

  @BeforeEach
  void start() throws Exception {
    engine =
        new EngineUnderTest(EngineProcess.command())
            .start(CameraSource.parse("test").command(), List.of(), List.of());
    engine.await("ready");
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void garbageInTheDescriptionFailsItsLinkAlone() throws Exception {
    for (String sdp :
        List.of(
            "",
            "garbage",
            "v=0\r\n",
            "v=0\r\nm=video x\r\n",
            "\u0000",
            TestDescriptions.FIREFOX.replace("opus", "x"))) {
      engine.process.give(engine.order("open", 1).put("begin", false));
      engine.process.give(engine.order("describe", 1).put("offer", true).put("sdp", sdp));
      engine.process.give(engine.order("close", 1));
      engine.settle();
    }
    offers(2);
  }

  @Test
  void anAnswerThatFitsNoOfferIsIgnored() throws Exception {
    engine.process.give(engine.order("open", 1).put("begin", false));
    engine.process.give(
        engine.order("describe", 1).put("offer", false).put("sdp", TestDescriptions.CHROMIUM));
    engine.settle();
    offers(2);
  }

  @Test
  void candidatesThatAreNoneOrComeTooSoonChangeNothing() throws Exception {
    engine.process.give(engine.order("open", 1).put("begin", false));
    for (String candidate :
        List.of("", "garbage", "candidate:1 1 udp 1 10.99.0.9 9 typ host", "\u0000")) {
      engine.process.give(
          engine
              .order("candidate", 1)
              .put("mid", "9")
              .put("index", -1)
              .put("candidate", candidate));
    }
    engine.settle();
    offers(2);
  }

  @Test
  void closingInTheMiddleOfAnything() throws Exception {
    for (int i = 1; i <= 20; i++) {
      engine.process.give(engine.order("open", i).put("begin", true));
      engine.process.give(engine.order("send", i).put("video", true).put("audio", true));
      // Now its offer is being made, in callbacks of libwebrtc.
      engine.process.give(engine.order("close", i));
      engine.process.give(engine.order("close", i));
      engine.process.give(engine.order("send", i).put("video", false).put("audio", false));
    }
    engine.settle();
    offers(100);
  }

  @Test
  void ordersThatMakeNoSenseAreToldAndChangeNothing() throws Exception {
    for (String line :
        List.of(
            "{}",
            "[]",
            "7",
            "{\"do\":\"fly\"}",
            "{\"do\":[]}",
            "{\"do\":\"open\"}",
            "{\"do\":\"start\"}")) {
      JsonNode order = new ObjectMapper().readTree(line);
      engine.process.give(order instanceof ObjectNode object ? object : EngineProcess.order("fly"));
    }
    engine.settle();
    offers(5);
  }

  @Test
  void thirtyTwoLinksAndNoMore() throws Exception {
    for (int i = 1; i <= 33; i++) {
      engine.process.give(engine.order("open", i).put("begin", false));
    }
    assertEquals(33, engine.await("failed").path("link").asInt());
  }

  @Test
  void itEndsWhenItsInputDoes() throws Exception {
    offers(1);
    long pid = engine.process.pid();
    engine.process.end();
    engine.awaitEnd();
    Optional<ProcessHandle> left = ProcessHandle.of(pid);
    if (left.isPresent()) {
      left.get().onExit().get(9, TimeUnit.SECONDS);
    }
  }

  @Test
  void itSurvivesNoKillAndIsSeenToEnd() throws Exception {
    engine.process.kill();
    engine.awaitEnd();
  }

  /** A link that works: it offers what it sends. */
  private void offers(long link) throws Exception {
    engine.process.give(engine.order("open", link).put("begin", true));
    engine.process.give(engine.order("send", link).put("video", true).put("audio", true));
    String sdp =
        engine
            .await("description", line -> line.path("link").asLong() == link)
            .path("sdp")
            .asText();
    assertTrue(
        sdp.toUpperCase(java.util.Locale.ROOT)
            .contains("A=FINGERPRINT:SHA-256 " + engine.identity.fingerprint()),
        sdp);
    assertTrue(sdp.contains("a=msid:camera "), sdp);
    engine.process.give(engine.order("close", link));
  }
}
