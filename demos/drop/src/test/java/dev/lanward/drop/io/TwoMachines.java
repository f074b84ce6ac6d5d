package dev.lanward.drop.io;

import dev.lanward.drop.DropException;
import dev.lanward.drop.Limits;
import dev.lanward.peer.Device;
import dev.lanward.peer.PairingInvitation;
import dev.lanward.peer.PairingListener;
import dev.lanward.peer.Peer;
import dev.lanward.peer.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A device that receives into a folder and one that sends, paired, on loopback. */
final class TwoMachines implements AutoCloseable {
  final Path into;
  final Device desk;
  final Device laptop;
  final DropReceiver receiver;

  /** What the receiver told, such as {@code begins tls}. */
  final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  private final Peer deskPeer;

  TwoMachines(Path directory) throws Exception {
    this(directory, DropShelves.folder(directory.resolve("into")));
  }

  TwoMachines(Path directory, DropShelves shelves) throws Exception {
    into = directory.resolve("into");
    desk = builder(directory, "Desk").port(0).start();
    laptop = builder(directory, "Laptop").withoutDoor().start();
    receiver = new DropReceiver(shelves, Limits.defaults(), new Willing());
    desk.onSession(receiver::join);
    deskPeer = pair();
  }

  Session connect() throws Exception {
    return laptop.connect(deskPeer.id()).get(20, TimeUnit.SECONDS);
  }

  /** The next that the receiver tells; fails when nothing comes. */
  String next() throws InterruptedException {
    String next = told.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("the receiver told nothing");
    }
    return next;
  }

  @Override
  public void close() {
    laptop.close();
    desk.close();
  }

  private Peer pair() throws Exception {
    CompletableFuture<String> link = new CompletableFuture<>();
    desk.openPairing(
        Duration.ofMinutes(5),
        new PairingListener() {
          @Override
          public void onInvitation(PairingInvitation invitation) {
            link.complete(invitation.link().text());
          }

          @Override
          public void onWrongCode(int guessesLeft) {}

          @Override
          public void onClosed() {}
        });
    return laptop.pair(link.get(20, TimeUnit.SECONDS)).get(20, TimeUnit.SECONDS);
  }

  private static Device.Builder builder(Path directory, String name) {
    return Device.builder()
        .name(name)
        .stateDirectory(directory.resolve(name))
        .interfaceName("lo")
        .withoutMdns();
  }

  private final class Willing implements DropReceiver.Listener {
    @Override
    public void offered(DropOffer offer, DropReceiver.Answer answer) {
      answer.accept();
    }

    @Override
    public void begins(DropOffer offer, long keptBytes, boolean isOverTls) {
      told.add("begins " + (isOverTls ? "tls" : "channel"));
    }

    @Override
    public void progress(DropOffer offer, long keptBytes, long takenBytes) {
      // Often, and at no certain times.
    }

    @Override
    public void received(DropOffer offer) {
      told.add("received");
    }

    @Override
    public void cut(DropOffer offer) {
      told.add("cut");
    }

    @Override
    public void failed(DropOffer offer, DropException why) {
      told.add("failed " + why.code());
    }
  }
}
