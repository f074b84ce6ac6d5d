package dev.lanward.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.datachannel.ChannelOptions;
import dev.lanward.datachannel.MessageKind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What fails in one session is that session's misfortune. */
@Timeout(60)
class EngineTest {
  private static final Bytes MESSAGE = Bytes.ofHex("2a");

  private Engine engine;
  private ConnectionPair failing;
  private ConnectionPair healthy;

  @BeforeEach
  void start() throws Exception {
    engine = Engine.start();
    failing = ConnectionPair.join(engine);
    healthy = ConnectionPair.join(engine);
    assertTrue(failing.door.whenOpened().get(20, TimeUnit.SECONDS));
    assertTrue(healthy.door.whenOpened().get(20, TimeUnit.SECONDS));
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  /** What a channel of {@code connection} hears of the message that is sent on it now. */
  private static void send(Connection connection, Runnable drained) {
    int id =
        connection.openChannel(
            ChannelOptions.reliable("x"),
            new StreamEnd() {
              @Override
              public void message(MessageKind kind, Bytes payload) {}

              @Override
              public void drained(long bytes) {
                drained.run();
              }

              @Override
              public void closed() {}
            });
    connection.outflow().reserve(MESSAGE.length());
    connection.send(id, MessageKind.BINARY, MESSAGE);
  }

  @Test
  void anExceptionInOneSessionEndsThatOneAndTheOthersOfItsTurnAreServed() throws Exception {
    CompletableFuture<Boolean> drained = new CompletableFuture<>();
    engine.onLoop(
        () -> {
          send(
              failing.doorConnection,
              () -> {
                throw new IllegalStateException("thrown on purpose by a test");
              });
          send(healthy.doorConnection, () -> drained.complete(true));
        });
    assertTrue(drained.get(5, TimeUnit.SECONDS), "the healthy one is pumped in the same turn");
    Ending ending = failing.door.whenEnded().get(5, TimeUnit.SECONDS);
    assertEquals(Ending.Kind.CLOSED_HERE, ending.kind());
    assertEquals("a defect of this side", ending.detail());
    assertEquals(1, engine.loop().escapedExceptions());
    failing.page.whenEnded().get(5, TimeUnit.SECONDS);
    assertFalse(healthy.door.whenEnded().isDone());
  }
}
