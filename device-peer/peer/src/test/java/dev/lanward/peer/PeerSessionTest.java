package dev.lanward.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.pairing.ControlMessage;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Identity;
import dev.lanward.pairing.Pairing;
import dev.lanward.pairing.PairingKey;
import dev.lanward.peer.store.SqliteTrustStore;
import dev.lanward.peer.store.StateDirectory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a peer that may talk cannot make grow. */
@Timeout(60)
class PeerSessionTest {
  private static final int FLOOD = 1_000;

  @TempDir Path directory;

  private static Fingerprint fingerprint(int number) {
    return new Fingerprint(Bytes.copyOf(ByteBuffer.allocate(32).putInt(number).clear()));
  }

  private static Pairing pairing() {
    return new Pairing(
        "0123456789abcdef",
        "Page",
        "Page",
        "browser",
        fingerprint(0),
        Optional.empty(),
        PairingKey.ofBytes(Bytes.copyOf(new byte[32])),
        Optional.empty(),
        List.of(),
        0,
        Pairing.Kind.PAGE,
        Instant.EPOCH,
        Instant.EPOCH);
  }

  /** Each costs a write to the disk, and the peer sends them by the thousand. */
  @Test
  void ofCertificatesThatComeFasterThanTheyAreStoredTheLastCounts() throws Exception {
    Identity own =
        Identity.generate(new SecureRandom(), Instant.now(), Instant.now().plusSeconds(1000));
    Trust trust = new Trust(own.fingerprint());
    SqliteTrustStore store = StateDirectory.open(directory).openTrustStore();
    try (Engine engine = Engine.start();
        TrustKeeper keeper = TrustKeeper.start(store, trust, new Problems(engine.callbacks()))) {
      store.save(pairing());
      trust.put(pairing());
      CountDownLatch mayStore = new CountDownLatch(1);
      keeper.update(pairing().id(), known -> await(mayStore, known));

      CompletableFuture<Boolean> flooded = new CompletableFuture<>();
      engine.onLoop(() -> flooded.complete(flood(engine, keeper, own)));
      assertTrue(flooded.get(20, TimeUnit.SECONDS));
      CompletableFuture<Fingerprint> storedSoFar = new CompletableFuture<>();
      keeper.update(
          pairing().id(),
          known -> {
            storedSoFar.complete(known.nextFingerprint().orElseThrow());
            return known;
          });
      mayStore.countDown();
      assertEquals(fingerprint(1), storedSoFar.get(20, TimeUnit.SECONDS), "one waits at a time");

      Fingerprint last = fingerprint(FLOOD);
      for (int i = 0; i < 2_000 && !last.equals(stored(trust)); i++) {
        Thread.sleep(10);
      }
      assertEquals(last, stored(trust));
    }
  }

  @Test
  void ofManyHellosOnlyTheFirstCounts() throws Exception {
    Identity own =
        Identity.generate(new SecureRandom(), Instant.now(), Instant.now().plusSeconds(1000));
    Trust trust = new Trust(own.fingerprint());
    SqliteTrustStore store = StateDirectory.open(directory).openTrustStore();
    try (Engine engine = Engine.start();
        TrustKeeper keeper = TrustKeeper.start(store, trust, new Problems(engine.callbacks()))) {
      store.save(pairing());
      trust.put(pairing());
      CompletableFuture<Void> said = new CompletableFuture<>();
      engine.onLoop(
          () -> {
            PeerSession session = session(engine, keeper, own);
            for (int i = 1; i <= FLOOD; i++) {
              session.control(ControlMessage.Hello.ofPage("Page " + i));
            }
            said.complete(null);
          });
      said.get(20, TimeUnit.SECONDS);

      assertTrue(keeper.update(pairing().id(), known -> known).get(20, TimeUnit.SECONDS));
      Pairing known = trust.find(pairing().id()).orElseThrow();
      assertEquals("Page 1", known.ownName());
      assertEquals("Page", known.name(), "what it is called here is for the person to say");
    }
  }

  /** Each session writes when its peer was last there, and a peer opens them by the hundred. */
  @Test
  void sessionsThatComeFasterThanTheDiskDelayNoRevocation() throws Exception {
    Trust trust = new Trust(fingerprint(-1));
    SqliteTrustStore store = StateDirectory.open(directory).openTrustStore();
    try (Engine engine = Engine.start();
        TrustKeeper keeper = TrustKeeper.start(store, trust, new Problems(engine.callbacks()))) {
      store.save(pairing());
      trust.put(pairing());
      CountDownLatch mayStore = new CountDownLatch(1);
      keeper.update(pairing().id(), known -> await(mayStore, known));
      AtomicInteger written = new AtomicInteger();
      for (int i = 0; i < FLOOD; i++) {
        keeper.note(
            pairing().id(),
            known -> {
              written.incrementAndGet();
              return known;
            });
      }
      CompletableFuture<Boolean> revoked = keeper.revoke(pairing().id());
      mayStore.countDown();
      assertTrue(revoked.get(20, TimeUnit.SECONDS));
      assertTrue(written.get() < TrustKeeper.MOST_WAITING, () -> written + " came before it");
    }
  }

  private static Fingerprint stored(Trust trust) {
    return trust.find(pairing().id()).flatMap(Pairing::nextFingerprint).orElseThrow();
  }

  private static boolean flood(Engine engine, TrustKeeper keeper, Identity own) {
    PeerSession session = session(engine, keeper, own);
    for (int i = 1; i <= FLOOD; i++) {
      session.control(new ControlMessage.Rotate(fingerprint(i)));
    }
    return true;
  }

  /** Of a page that has knocked. */
  private static PeerSession session(Engine engine, TrustKeeper keeper, Identity own) {
    Self self =
        Self.of(
            "Door",
            own,
            () -> {
              throw new AssertionError("nobody asked");
            });
    return new PeerSession(
        engine, self, keeper, new Sessions(), pairing(), fingerprint(0), true, new Nobody());
  }

  private static Pairing await(CountDownLatch latch, Pairing known) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return known;
  }

  private static final class Nobody implements PeerSession.Host {
    @Override
    public void verified() {}

    @Override
    public void opened(PeerSession session) {}

    @Override
    public void ended(PeerSession session, Ending ending) {}
  }
}
