package dev.lanward.pairing;

import static dev.lanward.pairing.PairingPair.DESCRIPTION;
import static dev.lanward.pairing.PairingPair.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sections 2 (pairing ids), 11 (rotation) and 12 (revocation) of the protocol. */
class TrustStoreTest {
  private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final Fingerprint NEXT = Fingerprint.ofCertificate(new byte[] {3});
  private static final Fingerprint LATER = Fingerprint.ofCertificate(new byte[] {4});

  private final TrustStore store = new InMemoryTrustStore();
  private final PairingKey key = PairingKey.generate(new Random(1));
  private final Pairing pairing =
      new Paired(PAGE, "Tablet", Optional.empty(), key).toPairing(store, THEN);

  @Test
  void aPageIsStoredAndFound() {
    store.save(pairing);
    assertEquals(Pairing.Kind.PAGE, pairing.kind());
    assertEquals(PAGE.hash().toHex().substring(0, 32), pairing.id());
    assertEquals(Optional.of(pairing), store.find(pairing.id()));
    assertEquals(Optional.of(pairing), store.findByFingerprint(PAGE));
    assertEquals(Optional.empty(), store.findByFingerprint(NEXT));
    assertEquals(List.of(pairing), store.all());
  }

  @Test
  void aDeviceIsStoredWithWhereItIs() {
    Pairing device =
        new Paired(NEXT, "Front door", Optional.of(DESCRIPTION), key).toPairing(store, THEN);
    assertEquals(Pairing.Kind.DEVICE, device.kind());
    assertEquals(Optional.of(DESCRIPTION.host()), device.host());
    assertEquals(DESCRIPTION.addresses(), device.addresses());
    assertEquals(47_470, device.port());
    assertEquals("camera", device.type());
    DeviceDescription moved =
        new DeviceDescription("Back door", "lock", DESCRIPTION.host(), List.of(), 50_000);
    assertEquals(50_000, device.withDescription(moved).port());
    assertEquals("Back door", device.withDescription(moved).ownName());
    assertEquals("Front door", device.withDescription(moved).name(), "the name here stays");
    assertEquals(device.key(), device.withDescription(moved).key());
  }

  @Test
  void theIdStaysWhenTheCertificateRotates() {
    store.save(pairing.withNextFingerprint(NEXT));
    assertEquals(Optional.empty(), store.findByFingerprint(NEXT), "not before it is used");
    Pairing still = store.find(pairing.id()).orElseThrow().seen(PAGE, NOW);
    assertTrue(still.accepts(PAGE) && still.accepts(NEXT), "until the next one is used, both");
    Pairing rotated = still.seen(NEXT, NOW);
    assertEquals(pairing.id(), rotated.id());
    assertFalse(rotated.accepts(PAGE), "the earlier one is forgotten");
    assertEquals(NOW, rotated.lastSeen());
    assertThrows(IllegalArgumentException.class, () -> rotated.seen(PAGE, NOW));
  }

  @Test
  void aLaterAnnouncementReplacesTheEarlierAndOneOfTheSameIsNone() {
    Pairing twice = pairing.withNextFingerprint(NEXT).withNextFingerprint(LATER);
    assertFalse(twice.accepts(NEXT));
    assertTrue(twice.accepts(LATER));
    assertEquals(Optional.empty(), twice.withNextFingerprint(PAGE).nextFingerprint());
  }

  @Test
  void aKnownPeerThatPairsAgainKeepsItsId() {
    store.save(pairing.withNextFingerprint(NEXT).seen(NEXT, NOW));
    PairingKey newKey = PairingKey.generate(new Random(2));
    Pairing again = new Paired(NEXT, "Slate", Optional.empty(), newKey).toPairing(store, NOW);
    store.save(again);
    assertEquals(pairing.id(), again.id());
    assertEquals(THEN, again.pairedAt());
    assertEquals(newKey, again.key());
    assertEquals(List.of(again), store.all());
  }

  /** Announcing proves nothing: any paired peer can name anybody's certificate. */
  @Test
  void whoAnnouncesAnothersCertificateGetsNothingOfItsPairing() {
    Pairing other = new Paired(LATER, "Slate", Optional.empty(), key).toPairing(store, THEN);
    store.save(pairing.withNextFingerprint(LATER));
    store.save(other);
    PairingKey newKey = PairingKey.generate(new Random(2));
    Pairing again = new Paired(LATER, "Slate", Optional.empty(), newKey).toPairing(store, NOW);
    assertEquals(other.id(), again.id());

    store.save(pairing.withNextFingerprint(NEXT));
    Pairing first = new Paired(NEXT, "Newcomer", Optional.empty(), newKey).toPairing(store, NOW);
    assertEquals(Pairing.idOf(NEXT), first.id(), "nor before its owner has paired at all");
  }

  @Test
  void renamingAndRemoving() {
    store.save(pairing);
    assertTrue(store.rename(pairing.id(), "Slate"));
    Pairing renamed = store.find(pairing.id()).orElseThrow();
    assertEquals("Slate", renamed.name());
    assertEquals(pairing.ownName(), renamed.ownName(), "what it calls itself is its own affair");
    assertEquals("Slate", renamed.withOwnName("Tablet of Ada").name());
    assertEquals("Tablet of Ada", renamed.withOwnName("Tablet of Ada").ownName());
    assertThrows(IllegalArgumentException.class, () -> store.rename(pairing.id(), " "));
    assertFalse(store.rename("nobody", "Slate"));
    assertTrue(store.remove(pairing.id()));
    assertFalse(store.remove(pairing.id()));
    assertEquals(Optional.empty(), store.findByFingerprint(PAGE));
  }

  @Test
  void itPrintsNoKeyAndNoAddress() {
    Pairing device =
        new Paired(NEXT, "Front door", Optional.of(DESCRIPTION), key).toPairing(store, THEN);
    assertFalse(device.toString().contains(key.bytes().toHex()));
    assertFalse(device.toString().contains("192.168"));
    assertFalse(DESCRIPTION.toString().contains("192.168"));
  }
}
