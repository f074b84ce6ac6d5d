package dev.lanward.drop.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.drop.DropException;
import dev.lanward.drop.Limits;
import dev.lanward.drop.Source;
import dev.lanward.peer.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real devices: over which path a file goes, and what a cut, or a revocation, does to it. */
@Timeout(120)
class TlsTransferTest {
  private static final int BYTES = 300 * 65_536 + 17;

  @TempDir Path directory;
  private TwoMachines machines;
  private byte[] contents;
  private FileTree tree;
  private final List<Boolean> accepted = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    machines = new TwoMachines(directory);
    contents = new byte[BYTES];
    new Random(1).nextBytes(contents);
    Path file = directory.resolve("file");
    Files.write(file, contents);
    tree = FileTree.of(List.of(file), Limits.defaults());
  }

  @AfterEach
  void end() {
    machines.close();
  }

  @Test
  void betweenTwoMachinesItGoesOverTls() throws Exception {
    assertEquals(DropSender.Outcome.DONE, send(machines.connect(), DropPath.AUTO));
    assertEquals(List.of(true), accepted);
    assertEquals("begins tls", machines.next());
    assertArrived();
  }

  @Test
  void aSenderThatOffersNoTlsIsNotInvited() throws Exception {
    assertEquals(DropSender.Outcome.DONE, send(machines.connect(), DropPath.CHANNEL));
    assertEquals(List.of(false), accepted);
    assertEquals("begins channel", machines.next());
    assertArrived();
  }

  @Test
  void severalAtOnceByOneSession() throws Exception {
    Session session = machines.connect();
    List<Thread> threads = new ArrayList<>();
    List<Object> outcomes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Path each = directory.resolve("each" + i);
      Files.write(each, contents);
      FileTree only = FileTree.of(List.of(each), Limits.defaults());
      Thread thread =
          new Thread(
              () -> {
                Object outcome = outcomeOf(session, only);
                synchronized (outcomes) {
                  outcomes.add(outcome);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread each : threads) {
      each.join();
    }
    assertEquals(
        List.of(DropSender.Outcome.DONE, DropSender.Outcome.DONE, DropSender.Outcome.DONE),
        outcomes);
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(contents, Files.readAllBytes(machines.into.resolve("each" + i)));
    }
  }

  @Test
  void whereTheReceiversPortIsTakenItStaysOnTheChannel() throws Exception {
    try (ServerSocket other = new ServerSocket()) {
      other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      machines.receiver.setTlsPort(other.getLocalPort());
      assertEquals(DropSender.Outcome.DONE, send(machines.connect(), DropPath.AUTO));
      assertEquals(List.of(false), accepted);
      assertArrived();
      DropException refused =
          assertThrows(DropException.class, () -> send(machines.connect(), DropPath.TLS));
      assertEquals("no-tls", refused.code());
    }
  }

  @Test
  void whatWasCutOverTlsGoesOnOverTheChannel() throws Exception {
    cutAndGoOn(DropPath.TLS, DropSender.Outcome.TLS_CUT, DropPath.CHANNEL);
  }

  @Test
  void whatWasCutOverTheChannelGoesOnOverTls() throws Exception {
    cutAndGoOn(DropPath.CHANNEL, DropSender.Outcome.CUT, DropPath.TLS);
  }

  @Test
  void aPeerThatIsRevokedInTheMiddleSendsNothingMore() throws Exception {
    Session session = machines.connect();
    String sender = machines.desk.peers().get(0).id();
    DropSender.Outcome outcome =
        send(
            session,
            new Watched(
                100,
                () -> {
                  machines.desk.revoke(sender);
                  awaitEnd(session);
                }),
            DropPath.TLS);
    assertEquals(DropSender.Outcome.TLS_CUT, outcome);
    assertEquals("begins tls", machines.next());
    assertEquals("cut", machines.next());
    assertFalse(Files.exists(machines.into.resolve("file")));
    assertFalse(session.isOpen());
  }

  /** The sender is in the midst of its chunks when the receiver ends it, and hears why. */
  @Test
  void whyAReceiverGaveUpIsHeardOverTls() throws Exception {
    machines.close();
    OutputStream broken =
        new OutputStream() {
          private int written;

          @Override
          public void write(int one) {
            throw new AssertionError("chunks are written whole");
          }

          @Override
          public void write(byte[] bytes) throws IOException {
            if (++written > 50) {
              throw new IOException("nobody reads");
            }
          }
        };
    machines = new TwoMachines(directory.resolve("other"), DropShelves.pipe(broken));
    DropException failure =
        assertThrows(DropException.class, () -> send(machines.connect(), DropPath.TLS));
    assertEquals("storage", failure.code());
    assertEquals("begins tls", machines.next());
    assertEquals("failed storage", machines.next());
  }

  private void cutAndGoOn(DropPath first, DropSender.Outcome expected, DropPath then)
      throws Exception {
    Session session = machines.connect();
    Watched source =
        new Watched(
            200,
            () -> {
              session.close();
              awaitEnd(session);
            });
    assertEquals(expected, send(session, source, first));
    assertFalse(Files.exists(machines.into.resolve("file")), "nothing half has a name");

    Counted rest = new Counted();
    assertEquals(DropSender.Outcome.DONE, send(machines.connect(), rest, then));
    assertEquals(List.of(first == DropPath.TLS, then == DropPath.TLS), accepted);
    assertTrue(rest.kept > 0 && rest.sent < BYTES, "it goes on: " + rest.kept + ", " + rest.sent);
    assertArrived();
  }

  private static void awaitEnd(Session session) throws InterruptedException {
    for (int i = 0; i < 2_000 && session.isOpen(); i++) {
      Thread.sleep(10);
    }
    assertFalse(session.isOpen());
  }

  private void assertArrived() throws Exception {
    assertArrayEquals(contents, Files.readAllBytes(machines.into.resolve("file")));
    String told = machines.next();
    while (!told.equals("received")) {
      told = machines.next();
    }
  }

  private DropSender.Outcome send(Session session, DropPath path) throws Exception {
    return send(session, new Counted(), path);
  }

  private DropSender.Outcome send(Session session, Watched source, DropPath path) throws Exception {
    try (FileSource files = new FileSource(tree)) {
      return DropSender.send(
          session, tree.manifest(), source.over(files), Limits.defaults(), path, new Counted());
    }
  }

  private DropSender.Outcome send(Session session, Counted listener, DropPath path)
      throws Exception {
    try (FileSource files = new FileSource(tree)) {
      return DropSender.send(session, tree.manifest(), files, Limits.defaults(), path, listener);
    }
  }

  private Object outcomeOf(Session session, FileTree only) {
    try (FileSource files = new FileSource(only)) {
      return DropSender.send(
          session, only.manifest(), files, Limits.defaults(), DropPath.TLS, new Counted());
    } catch (Exception e) {
      return e;
    }
  }

  private final class Counted implements DropSender.Listener {
    long kept;
    long sent;

    @Override
    public void accepted(long keptBytes, boolean isOverTls) {
      accepted.add(isOverTls);
      kept = keptBytes;
    }

    @Override
    public void progress(long keptBytes, long sentBytes) {
      sent = sentBytes;
    }
  }

  private interface Event {
    void happen() throws Exception;
  }

  /** Lets something happen when the sender comes to a chunk. */
  private record Watched(long chunk, Event event) {
    Source over(Source files) {
      return new Source() {
        private boolean hasHappened;

        @Override
        public Bytes read(int entry, long index) throws DropException {
          if (index == chunk && !hasHappened) {
            hasHappened = true;
            try {
              event.happen();
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          }
          return files.read(entry, index);
        }

        @Override
        public void requireUnchanged(int entry) throws DropException {
          files.requireUnchanged(entry);
        }
      };
    }
  }
}
