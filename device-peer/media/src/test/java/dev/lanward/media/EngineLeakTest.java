package dev.lanward.media;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a closed connection leaves behind in the engine: the reason why it is started anew. */
class EngineLeakTest {
  private static final int WARM_UP = 60;
  private static final int CONNECTIONS = 60;

  /**
   * libwebrtc keeps some of it; more than this would make {@link EngineKeeper#RECYCLE_AFTER} wrong.
   */
  private static final long MOST_KIB_EACH = 256;

  @Test
  void closedConnectionsLeaveWhatTheKeeperReckonsWith() throws Exception {
    try (EngineUnderTest engine = new EngineUnderTest(EngineProcess.command())) {
      engine.start(CameraSource.parse("test").command(), List.of(), List.of());
      engine.await("ready");
      openAndClose(engine, 0, WARM_UP);
      long before = engine.residentKib();
      openAndClose(engine, WARM_UP, CONNECTIONS);
      long each = (engine.residentKib() - before) / CONNECTIONS;
      System.out.println("a closed connection leaves " + each + " KiB, of " + before);
      assertTrue(each < MOST_KIB_EACH, each + " KiB are left of each closed connection");
    }
  }

  private static void openAndClose(EngineUnderTest engine, int from, int count) throws Exception {
    for (int i = from; i < from + count; i++) {
      long link = i + 1;
      engine.process.give(engine.order("open", link).put("begin", true));
      engine.process.give(engine.order("send", link).put("video", true).put("audio", true));
      engine.await("description", line -> line.path("link").asLong() == link);
      engine.process.give(engine.order("close", link));
    }
    engine.settle();
  }
}
