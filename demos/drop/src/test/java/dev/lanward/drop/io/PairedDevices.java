package dev.lanward.drop.io;

import dev.lanward.peer.Device;
import dev.lanward.peer.PairingInvitation;
import dev.lanward.peer.PairingListener;
import dev.lanward.peer.Peer;
import dev.lanward.peer.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A device that takes files and one that sends, paired, on loopback and without multicast. */
final class PairedDevices implements AutoCloseable {
  private static final int LIMIT_SECONDS = 20;

  private final Device taker;
  private final Device sender;
  private final Peer there;

  PairedDevices(Path directory, DropReceiver receiver) throws Exception {
    taker = builder(directory, "Taker").port(0).start();
    taker.onSession(receiver::join);
    sender = builder(directory, "Sender").withoutDoor().start();
    there = sender.pair(link()).get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /** A new session from the one that sends. */
  Session connect() throws Exception {
    return sender.connect(there.id()).get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    sender.close();
    taker.close();
  }

  /** The next of {@code events}; fails when none comes. */
  static <T> T next(BlockingQueue<T> events) throws InterruptedException {
    T event = events.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("nothing came within " + LIMIT_SECONDS + " s");
    }
    return event;
  }

  private String link() throws InterruptedException {
    BlockingQueue<PairingInvitation> invitations = new LinkedBlockingQueue<>();
    taker.openPairing(
        Duration.ofMinutes(5),
        new PairingListener() {
          @Override
          public void onInvitation(PairingInvitation invitation) {
            invitations.add(invitation);
          }
        });
    return next(invitations).link().text();
  }

  private static Device.Builder builder(Path directory, String name) {
    return Device.builder()
        .name(name)
        .stateDirectory(directory.resolve(name))
        .interfaceName("lo")
        .withoutMdns();
  }
}
