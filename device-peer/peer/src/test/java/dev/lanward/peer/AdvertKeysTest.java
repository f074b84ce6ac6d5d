package dev.lanward.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.pairing.AdvertKey;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Pairing;
import dev.lanward.pairing.PairingKey;
import dev.lanward.pairing.ResolvableId;
import dev.lanward.peer.store.SqliteTrustStore;
import dev.lanward.peer.store.StateDirectory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** "At once when a pairing is made or revoked" (protocol section 14.1), and at nothing else. */
@Timeout(60)
class AdvertKeysTest {
  private final Trust trust = new Trust(fingerprint(0));
  private final List<List<AdvertKey>> told = new ArrayList<>();

  private static Fingerprint fingerprint(int number) {
    return new Fingerprint(Bytes.copyOf(ByteBuffer.allocate(32).putInt(number).clear()));
  }

  private static Pairing pairing(int number, Pairing.Kind kind) {
    return new Pairing(
        "peer " + number,
        "Peer",
        "Peer",
        "",
        fingerprint(number),
        Optional.empty(),
        PairingKey.generate(new Random(number)),
        Optional.empty(),
        List.of(),
        0,
        kind,
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private static boolean recognises(Pairing whose, List<AdvertKey> keys) {
    // The peer's side of the same pairing: it is a page where we are a device.
    Pairing.Kind other =
        whose.kind() == Pairing.Kind.PAGE ? Pairing.Kind.DEVICE : Pairing.Kind.PAGE;
    Pairing there =
        new Pairing(
            "us",
            "Us",
            "Us",
            "",
            fingerprint(0),
            Optional.empty(),
            whose.key(),
            Optional.empty(),
            List.of(),
            0,
            other,
            Instant.EPOCH,
            Instant.EPOCH);
    return ResolvableId.matches(there.peerAdvertKey(), ResolvableId.create(keys, new Random(4711)));
  }

  private void follow() {
    AdvertKeys.follow(trust, trust.all(), told::add);
  }

  @Test
  void everyPeerRecognisesItWhicheverSideItIs() {
    Pairing page = pairing(1, Pairing.Kind.PAGE);
    Pairing device = pairing(2, Pairing.Kind.DEVICE);
    List<AdvertKey> keys = AdvertKeys.of(List.of(page, device));

    assertTrue(recognises(page, keys));
    assertTrue(recognises(device, keys));
    assertFalse(recognises(pairing(3, Pairing.Kind.PAGE), keys));
  }

  @Test
  void newPairingAndRevokedPairingAreTold() {
    Pairing first = pairing(1, Pairing.Kind.PAGE);
    Pairing second = pairing(2, Pairing.Kind.PAGE);
    trust.put(first);
    follow();
    assertEquals(List.of(), told, "known already");

    trust.put(second);
    assertTrue(recognises(second, told.get(0)) && recognises(first, told.get(0)));
    trust.remove(first.id());
    assertFalse(recognises(first, told.get(1)));
    assertTrue(recognises(second, told.get(1)));
    assertEquals(2, told.size());
  }

  @Test
  void whatIsLearntAboutAPeerIsNoReasonForAnotherAdvert() {
    Pairing known = pairing(1, Pairing.Kind.PAGE);
    trust.put(known);
    follow();
    trust.put(known.withName("Ada").withOwnName("Bo"));
    trust.put(known.seen(known.fingerprint(), Instant.ofEpochSecond(7)));
    trust.put(known.withNextFingerprint(fingerprint(9)));
    trust.replaceAll(trust.all());

    assertEquals(List.of(), told);
  }

  @Test
  void pairingAgainIsAnotherKey() {
    Pairing known = pairing(1, Pairing.Kind.PAGE);
    trust.put(known);
    follow();
    Pairing again = pairing(2, Pairing.Kind.PAGE);
    trust.replaceAll(List.of(again));

    assertFalse(recognises(known, told.get(0)));
    assertTrue(recognises(again, told.get(0)));
  }

  /** Such as {@code lanward trust revoke} beside a device that runs. */
  @Test
  void anotherProcessRevokes(@TempDir Path directory) throws Exception {
    Pairing stays = pairing(1, Pairing.Kind.PAGE);
    Pairing goes = pairing(2, Pairing.Kind.PAGE);
    StateDirectory state = StateDirectory.open(directory);
    BlockingQueue<List<AdvertKey>> keys = new LinkedBlockingQueue<>();
    try (Engine engine = Engine.start();
        SqliteTrustStore elsewhere = state.openTrustStore()) {
      elsewhere.save(stays);
      elsewhere.save(goes);
      try (TrustKeeper keeper =
          TrustKeeper.start(state.openTrustStore(), trust, new Problems(engine.callbacks()))) {
        AdvertKeys.follow(trust, trust.all(), keys::add);
        elsewhere.remove(goes.id());

        List<AdvertKey> now = TwoDevices.next(keys);
        assertTrue(recognises(stays, now));
        assertFalse(recognises(goes, now));
        assertTrue(keeper.revoke(stays.id()).join());
        assertEquals(List.of(), TwoDevices.next(keys));
      }
    }
  }
}
