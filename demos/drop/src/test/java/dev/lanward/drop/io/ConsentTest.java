package dev.lanward.drop.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanward.core.Bytes;
import dev.lanward.drop.DropException;
import dev.lanward.drop.DropProtocol;
import dev.lanward.drop.Limits;
import dev.lanward.pairing.Fingerprint;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who has agreed to a transfer has agreed to that one, however often it is cut, and to no other.
 */
@Timeout(60)
class ConsentTest {
  private static final Fingerprint PRINT = new Fingerprint(Bytes.ofHex("07".repeat(32)));

  @TempDir Path into;
  private final AtomicInteger asked = new AtomicInteger();
  private final FakeSession session = new FakeSession("07".repeat(16), "Page", PRINT);
  private DropReceiver receiver;

  @BeforeEach
  void start() throws Exception {
    receiver = new DropReceiver(DropShelves.folder(into), Limits.defaults(), new Willing());
    receiver.join(session);
  }

  @Test
  void whoSendsTheSameOnceMoreAsksAnew() throws Exception {
    send("{\"type\":\"bye\"}");
    send("{\"type\":\"bye\"}");
    assertEquals(2, asked.get());
  }

  @Test
  void whoWasCutAsksNobodyTwice() throws Exception {
    send("");
    send("{\"type\":\"bye\"}");
    assertEquals(1, asked.get());
  }

  /** Sends a folder, and says {@code farewell} when all is there; with none it is cut. */
  private void send(String farewell) throws Exception {
    FakeChannel channel = session.opens(DropProtocol.LABEL, DropProtocol.PROTOCOL);
    channel.answers =
        message -> {
          if (message.equals("{\"type\":\"more\"}")) {
            channel.hears(
                "{\"type\":\"entries\",\"entries\":[{\"path\":\"a\",\"kind\":\"folder\"}]}");
          } else if (message.equals("{\"type\":\"done\"}") && farewell.isEmpty()) {
            channel.close();
          } else if (message.equals("{\"type\":\"done\"}")) {
            channel.hears(farewell);
          }
        };
    channel.hears("{\"type\":\"offer\",\"version\":1,\"entries\":1,\"bytes\":0}");
    while (receiver.isBusy()) {
      Thread.sleep(10);
    }
  }

  private final class Willing implements DropReceiver.Listener {
    @Override
    public void offered(DropOffer offer, DropReceiver.Answer answer) {
      asked.incrementAndGet();
      answer.accept();
    }

    @Override
    public void begins(DropOffer offer, long keptBytes, boolean isOverTls) {}

    @Override
    public void progress(DropOffer offer, long keptBytes, long takenBytes) {}

    @Override
    public void received(DropOffer offer) {}

    @Override
    public void cut(DropOffer offer) {}

    @Override
    public void failed(DropOffer offer, DropException why) {}
  }
}
