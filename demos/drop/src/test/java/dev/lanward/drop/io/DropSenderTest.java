package dev.lanward.drop.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.datachannel.ChannelOptions;
import dev.lanward.drop.DropProtocol;
import dev.lanward.drop.Limits;
import dev.lanward.peer.Channel;
import dev.lanward.peer.Peer;
import dev.lanward.peer.Session;
import dev.lanward.peer.SessionEnd;
import dev.lanward.peer.SessionTls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DropSenderTest {
  @TempDir Path directory;

  /** Its network is away: nothing leaves, and nothing says that it is over. */
  @Test
  void isCutWhenThePeerHasComeOverAnotherSession() throws Exception {
    Path file = Files.write(directory.resolve("a"), new byte[10 * DropProtocol.CHUNK_BYTES]);
    FileTree tree = FileTree.of(List.of(file), Limits.defaults());
    Stalled stalled = new Stalled();
    DropSender.Listener listener =
        new DropSender.Listener() {
          @Override
          public void accepted(long keptBytes, boolean isOverTls) {}

          @Override
          public void progress(long keptBytes, long sentBytes) {}

          @Override
          public boolean isElsewhere() {
            return !stalled.chunks.isEmpty();
          }
        };
    try (FileSource source = new FileSource(tree)) {
      DropSender.Outcome outcome =
          assertTimeoutPreemptively(
              Duration.ofSeconds(30),
              () ->
                  DropSender.send(
                      stalled,
                      tree.manifest(),
                      source,
                      Limits.defaults(),
                      DropPath.CHANNEL,
                      listener));
      assertEquals(DropSender.Outcome.CUT, outcome);
    }
    assertEquals(1, stalled.chunks.size());
    assertTrue(stalled.isClosed);
  }

  /** A session whose one channel agrees to everything and sends one chunk. */
  private static final class Stalled implements Session, Channel {
    final List<Bytes> chunks = new ArrayList<>();
    boolean isClosed;
    private Consumer<String> handler = text -> {};

    @Override
    public void send(String text) {
      if (text.contains("\"offer\"")) {
        handler.accept("{\"type\":\"more\"}");
      } else if (text.contains("\"entries\"")) {
        handler.accept("{\"type\":\"accept\",\"kept\":0}");
        handler.accept("{\"type\":\"pull\",\"entry\":0,\"from\":0,\"count\":10}");
      }
    }

    @Override
    public void send(Bytes message) {
      chunks.add(message);
    }

    @Override
    public long bufferedAmount() {
      return chunks.isEmpty() ? 0 : 1L << 30;
    }

    @Override
    public void onText(Consumer<String> taker) {
      handler = taker;
    }

    @Override
    public void close() {
      isClosed = true;
    }

    @Override
    public Channel openChannel(ChannelOptions options) {
      return this;
    }

    @Override
    public Channel openChannel(String label) {
      return this;
    }

    @Override
    public String label() {
      return DropProtocol.LABEL;
    }

    @Override
    public String protocol() {
      return DropProtocol.PROTOCOL;
    }

    @Override
    public void onBinary(Consumer<Bytes> taker) {}

    @Override
    public void onBufferedAmountLow(long threshold, Runnable task) {}

    @Override
    public SessionTls tls() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void onClose(Runnable task) {}

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public Peer peer() {
      throw new AssertionError("nobody asks");
    }

    @Override
    public void onChannel(String label, Consumer<Channel> taker) {}

    @Override
    public void onChannel(Consumer<Channel> taker) {}

    @Override
    public void onClose(Consumer<SessionEnd> task) {}
  }
}
