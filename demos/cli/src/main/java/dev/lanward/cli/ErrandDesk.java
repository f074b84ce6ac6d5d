package dev.lanward.cli;

import dev.lanward.drop.Limits;
import dev.lanward.drop.io.DropPath;
import dev.lanward.drop.io.FileSource;
import dev.lanward.drop.io.FileTree;
import dev.lanward.pairing.Pairing;
import dev.lanward.peer.Device;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Does errands for {@code send} and {@code ring} in other processes of the same state directory:
 * pages come to the door, and this process has it. Errands come by a socket in that directory,
 * which only its owner can enter; nothing but paths and the peer's id crosses.
 */
final class ErrandDesk implements AutoCloseable {
  /** Each has two threads and a window of chunks. */
  private static final int MOST_AT_ONCE = 8;

  /** Somebody rings at the device. */
  @FunctionalInterface
  interface Bell {
    void ring() throws CommandFailedException;
  }

  private final Path state;
  private final Device device;
  private final Bell bell;
  private final ServerSocketChannel server;
  private final Path socket;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);

  private ErrandDesk(
      Path state, Device device, Bell bell, ServerSocketChannel server, Path socket) {
    this.state = state;
    this.device = device;
    this.bell = bell;
    this.server = server;
    this.socket = socket;
  }

  /**
   * Opens it.
   *
   * @param device which has the door of {@code state}
   * @param bell what {@code lanward ring} rings
   * @return empty where the directory can hold no socket: on some file systems, or when its path is
   *     longer than some hundred bytes
   */
  static Optional<ErrandDesk> open(Path state, Device device, Bell bell) {
    Path socket = state.resolve(ErrandLine.SOCKET);
    try {
      Files.deleteIfExists(socket); // Whoever left it has let go of the door.
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        server.bind(UnixDomainSocketAddress.of(socket));
      } catch (IOException e) {
        server.close();
        throw e;
      }
      ErrandDesk desk = new ErrandDesk(state, device, bell, server, socket);
      start("lanward-errands", desk::acceptAll);
      return Optional.of(desk);
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(socket);
  }

  private void acceptAll() {
    while (server.isOpen()) {
      try {
        SocketChannel channel = server.accept();
        start("lanward-errand", () -> take(new ErrandLine(channel)));
      } catch (IOException e) {
        // It is closed, or one caller was gone before it was answered.
      }
    }
  }

  private void take(ErrandLine line) {
    boolean hasPlace = places.tryAcquire();
    try (line) {
      if (hasPlace) {
        serve(line);
      } else {
        fail(line, new CommandFailedException("busy", "Too much is sent just now. Try later."));
      }
    } catch (IOException e) {
      // The caller is gone.
    } finally {
      if (hasPlace) {
        places.release();
      }
    }
  }

  private void serve(ErrandLine line) throws IOException {
    try {
      Optional<String> request = line.read();
      if (request.isPresent() && request.get().equals(RingCommand.REQUEST)) {
        bell.ring();
        line.write(JsonLine.event("ring").toString());
      } else if (request.isPresent()) {
        Errand errand = Errand.parse(request.get());
        Thread here = Thread.currentThread();
        start("lanward-errand-end", () -> awaitEnd(line, here));
        run(errand, line);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The caller was interrupted, and so was this.
    } catch (Exception e) {
      fail(line, e);
    }
  }

  private void run(Errand errand, ErrandLine line) throws Exception {
    Pairing to = PeerFinder.find(state, errand.peer());
    SendEvents events = new SendEvents.Json(terminal(line));
    FileTree tree = FileTree.of(errand.files(), Limits.defaults());
    PageContact contact = new PageContact(device, to);
    if (!contact.isThere()) {
      events.waiting(to);
    }
    try (FileSource source = new FileSource(tree)) {
      Delivery.What what = new Delivery.What(tree.manifest(), source, () -> false);
      new Delivery(contact, to, what, events, DropPath.CHANNEL, errand.timeout(), errand.patience())
          .run();
    }
  }

  /** Whoever has asked says nothing more: when it ends, so does what it has asked for. */
  private static void awaitEnd(ErrandLine line, Thread serving) {
    try {
      while (line.read().isPresent()) {
        // Passed over.
      }
    } catch (IOException e) {
      // It is over as well.
    }
    serving.interrupt();
  }

  private static void fail(ErrandLine line, Exception why) throws IOException {
    line.write(
        JsonLine.event("error")
            .with("code", Failures.code(why))
            .with("message", Failures.message(why))
            .toString());
  }

  private static Terminal terminal(ErrandLine line) {
    PrintStream out = new PrintStream(line.output(), true, StandardCharsets.UTF_8);
    return new Terminal(InputStream.nullInputStream(), out, out, name -> null, false, false);
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
