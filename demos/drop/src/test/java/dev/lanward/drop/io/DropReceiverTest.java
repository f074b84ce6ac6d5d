package dev.lanward.drop.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.datachannel.ChannelOptions;
import dev.lanward.drop.DropException;
import dev.lanward.drop.DropMessage;
import dev.lanward.drop.DropProtocol;
import dev.lanward.drop.DropReader;
import dev.lanward.drop.Limits;
import dev.lanward.drop.Source;
import dev.lanward.peer.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What only shows with channels between two devices and a thread a transfer. */
@Timeout(60)
class DropReceiverTest {
  @TempDir Path directory;

  @Test
  void aSenderThatOwesAnAnswerForTooLongEndsItsTransfer() throws Exception {
    Taking taking = new Taking(directory.resolve("into"), Duration.ofSeconds(1));
    try (PairedDevices both = new PairedDevices(directory, taking.receiver)) {
      Channel channel = open(both);
      BlockingQueue<String> heard = new LinkedBlockingQueue<>();
      channel.onText(heard::add);
      channel.send("{\"type\":\"offer\",\"version\":1,\"entries\":1,\"bytes\":9}");
      channel.send(
          "{\"type\":\"entries\",\"entries\":[{\"path\":\"a\",\"kind\":\"file\",\"size\":9}]}");

      DropMessage last = DropReader.text(PairedDevices.next(heard));
      while (!(last instanceof DropMessage.Failed)) {
        last = DropReader.text(PairedDevices.next(heard));
      }
      assertEquals("timed-out", ((DropMessage.Failed) last).code());
      assertEquals("failed timed-out", taking.next());
      assertFalse(taking.receiver.isBusy());
    }
  }

  @Test
  void theSameFilesSentOnceMoreEndTheFirstForGood() throws Exception {
    Taking taking = new Taking(directory.resolve("into"), Duration.ofMinutes(1));
    try (PairedDevices both = new PairedDevices(directory, taking.receiver)) {
      Path file = Files.write(directory.resolve("a"), new byte[3 * DropProtocol.CHUNK_BYTES]);
      FileTree tree = FileTree.of(List.of(file), Limits.defaults());
      SlowSource slow = new SlowSource(new FileSource(tree));
      CompletableFuture<DropSender.Outcome> first =
          CompletableFuture.supplyAsync(() -> send(both, tree, slow));
      assertTrue(slow.isRead.await(20, TimeUnit.SECONDS));

      assertEquals(DropSender.Outcome.DONE, send(both, tree, new FileSource(tree)));
      slow.goOn.countDown();
      ExecutionException why =
          assertThrows(ExecutionException.class, () -> first.get(20, TimeUnit.SECONDS));
      assertEquals("cancelled", ((DropException) why.getCause().getCause()).code());
      assertEquals("received", taking.next());
      while (taking.receiver.isBusy()) {
        Thread.sleep(10); // Until it has heard that its sender knows.
      }
      try (Stream<Path> names = Files.list(directory.resolve("into"))) {
        assertEquals(List.of("a"), names.map(each -> each.getFileName().toString()).toList());
      }
    }
  }

  private static final DropSender.Listener NOBODY =
      new DropSender.Listener() {
        @Override
        public void accepted(long keptBytes, boolean isOverTls) {}

        @Override
        public void progress(long keptBytes, long sentBytes) {}
      };

  private static Channel open(PairedDevices both) throws Exception {
    return both.connect()
        .openChannel(
            ChannelOptions.reliable(DropProtocol.LABEL).withProtocol(DropProtocol.PROTOCOL));
  }

  private static DropSender.Outcome send(PairedDevices both, FileTree tree, Source source) {
    try {
      return DropSender.send(
          both.connect(), tree.manifest(), source, Limits.defaults(), DropPath.CHANNEL, NOBODY);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes everything, and remembers how it ended. */
  private static final class Taking implements DropReceiver.Listener {
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private final DropReceiver receiver;

    Taking(Path into, Duration patience) throws Exception {
      Limits limits = Limits.defaults().withPatience(patience);
      receiver = new DropReceiver(DropShelves.folder(into), limits, this);
    }

    String next() throws InterruptedException {
      return PairedDevices.next(ends);
    }

    @Override
    public void offered(DropOffer offer, DropReceiver.Answer answer) {
      answer.accept();
    }

    @Override
    public void begins(DropOffer offer, long keptBytes, boolean isOverTls) {}

    @Override
    public void progress(DropOffer offer, long keptBytes, long takenBytes) {}

    @Override
    public void received(DropOffer offer) {
      ends.add("received");
    }

    @Override
    public void cut(DropOffer offer) {
      ends.add("cut");
    }

    @Override
    public void failed(DropOffer offer, DropException why) {
      ends.add("failed " + why.code());
    }
  }

  /** Stops at the second chunk until it may go on. */
  private static final class SlowSource implements Source {
    private final Source all;
    private final CountDownLatch isRead = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    SlowSource(Source all) {
      this.all = all;
    }

    @Override
    public Bytes read(int entry, long index) throws DropException {
      if (index == 1) {
        isRead.countDown();
        try {
          goOn.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      return all.read(entry, index);
    }

    @Override
    public void requireUnchanged(int entry) throws DropException {
      all.requireUnchanged(entry);
    }
  }
}
