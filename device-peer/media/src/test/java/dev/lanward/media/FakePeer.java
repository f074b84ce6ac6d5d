package dev.lanward.media;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Grant;
import dev.lanward.pairing.MediaMessage;
import dev.lanward.peer.MediaPeer;
import dev.lanward.peer.Peer;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A peer of which a test hears all that it is sent. */
final class FakePeer implements MediaPeer {
  static final long LIMIT_SECONDS = 30;

  final BlockingQueue<MediaMessage> messages = new LinkedBlockingQueue<>();
  volatile Set<Grant> grants;
  private final Fingerprint fingerprint;

  FakePeer(Fingerprint fingerprint, Grant... grants) {
    this.fingerprint = fingerprint;
    this.grants = Set.of(grants);
  }

  @Override
  public Peer peer() {
    return new Peer("0".repeat(32), "Page", "", fingerprint, false, Instant.EPOCH, Instant.EPOCH);
  }

  @Override
  public Fingerprint fingerprint() {
    return fingerprint;
  }

  @Override
  public Set<Grant> grants() {
    return grants;
  }

  @Override
  public void send(MediaMessage message) {
    messages.add(message);
  }

  /**
   * The next message of this type for which {@code condition} holds; those before it are dropped.
   */
  <T extends MediaMessage> T await(Class<T> type, Predicate<T> condition)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (true) {
      MediaMessage message = messages.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      assertTrue(message != null, "no such " + type.getSimpleName() + " has come");
      if (type.isInstance(message) && condition.test(type.cast(message))) {
        return type.cast(message);
      }
    }
  }

  MediaMessage.State awaitState(MediaMessage.Outcome outcome) throws InterruptedException {
    return await(MediaMessage.State.class, state -> state.outcome() == outcome);
  }
}
