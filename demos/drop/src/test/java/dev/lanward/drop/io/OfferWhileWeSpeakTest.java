package dev.lanward.drop.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lanward.core.Bytes;
import dev.lanward.drop.DropException;
import dev.lanward.drop.DropProtocol;
import dev.lanward.drop.Limits;
import dev.lanward.pairing.Fingerprint;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sender on a fast link answers before the receiver has done with asking. */
class OfferWhileWeSpeakTest {
  private static final Fingerprint PRINT = new Fingerprint(Bytes.ofHex("07".repeat(32)));

  @Test
  void theOfferThatBecomesWholeWhileWeAskForMoreIsDecidedOn(@TempDir Path into) throws Exception {
    DropReceiver receiver =
        new DropReceiver(DropShelves.folder(into), Limits.defaults(), new Willing());
    FakeSession session = new FakeSession("07".repeat(16), "Page", PRINT);
    receiver.join(session);
    FakeChannel channel = session.opens(DropProtocol.LABEL, DropProtocol.PROTOCOL);
    BlockingQueue<String> said = new LinkedBlockingQueue<>();
    channel.answers =
        message -> {
          said.add((String) message);
          if (message.equals("{\"type\":\"more\"}")) {
            channel.hears(
                "{\"type\":\"entries\",\"entries\":[{\"path\":\"a\",\"kind\":\"file\",\"size\":1}]}");
          }
        };
    channel.hears("{\"type\":\"offer\",\"version\":1,\"entries\":1,\"bytes\":1}");
    assertEquals("more", type(said));
    assertEquals("accept", type(said));
    channel.close();
  }

  private static String type(BlockingQueue<String> said) throws Exception {
    String text = said.poll(20, TimeUnit.SECONDS);
    JsonNode message = new ObjectMapper().readTree(text == null ? "{}" : text);
    return message.path("type").asText("nothing");
  }

  private static final class Willing implements DropReceiver.Listener {
    @Override
    public void offered(DropOffer offer, DropReceiver.Answer answer) {
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
