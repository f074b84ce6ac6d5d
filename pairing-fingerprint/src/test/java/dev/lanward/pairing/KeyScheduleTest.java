package dev.lanward.pairing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import java.util.Random;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class KeyScheduleTest {
  private static final Fingerprint DEVICE = Fingerprint.ofCertificate(new byte[] {1});
  private static final Fingerprint PAGE = Fingerprint.ofCertificate(new byte[] {2});

  @Property(tries = 200)
  void theHmacIsThatOfThePlatform(
      @ForAll @Size(min = 1, max = 150) byte[] key, @ForAll @Size(max = 300) byte[] message)
      throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    assertArrayEquals(mac.doFinal(message), HmacSha256.of(key).tag(message));
  }

  @Property(tries = 100)
  void aResolvableHostIsRecognisedUnderItsKeyOnly(
      @ForAll @Size(32) byte[] one, @ForAll @Size(32) byte[] other, @ForAll @Size(6) byte[] r) {
    net.jqwik.api.Assume.that(!java.util.Arrays.equals(one, other));
    HostKey key = PairingKey.ofBytes(Bytes.copyOf(one)).hostKey();
    UUID host = ResolvableHost.create(key, Bytes.copyOf(r));
    assertEquals(4, host.version());
    assertEquals(2, host.variant());
    assertTrue(ResolvableHost.matches(key, host));
    assertFalse(ResolvableHost.matches(PairingKey.ofBytes(Bytes.copyOf(other)).hostKey(), host));
  }

  @Test
  void everyInputChangesTheDoorPwd() {
    PairingKey key = PairingKey.generate(new Random(1));
    Bytes nonce = Bytes.copyOf(new byte[12]);
    String pwd = key.doorPwd(nonce, DEVICE, PAGE);
    assertEquals(24, pwd.length());
    assertNotEquals(
        pwd, key.doorPwd(Bytes.concat(Bytes.ofHex("01"), nonce.slice(0, 11)), DEVICE, PAGE));
    assertNotEquals(pwd, key.doorPwd(nonce, PAGE, DEVICE));
    assertNotEquals(pwd, key.doorPwd(nonce, DEVICE, DEVICE));
    assertNotEquals(pwd, PairingKey.generate(new Random(2)).doorPwd(nonce, DEVICE, PAGE));
  }

  @Test
  void secretsPrintAsRedacted() {
    PairingKey key = PairingKey.generate(new Random(3));
    LinkSecret secret = LinkSecret.generate(new Random(3));
    assertEquals("PairingKey[REDACTED]", key.toString());
    assertEquals("LinkSecret[REDACTED]", secret.toString());
    assertEquals("HostKey[REDACTED]", key.hostKey().toString());
  }

  @Test
  void wrongSizesAreTheCallersFault() {
    Bytes eleven = Bytes.copyOf(new byte[11]);
    PairingKey key = PairingKey.generate(new Random(4));
    assertThrows(IllegalArgumentException.class, () -> PairingKey.ofBytes(eleven));
    assertThrows(IllegalArgumentException.class, () -> LinkSecret.ofBytes(eleven));
    assertThrows(IllegalArgumentException.class, () -> key.doorPwd(eleven, DEVICE, PAGE));
    assertThrows(
        IllegalArgumentException.class, () -> ResolvableHost.create(key.hostKey(), eleven));
    assertThrows(IllegalArgumentException.class, () -> Uuids.fromBytes(eleven));
    assertThrows(IllegalArgumentException.class, () -> NameplateHost.of(0));
    assertThrows(IllegalArgumentException.class, () -> NameplateHost.of(1000));
  }

  @Test
  void uuidsAreReadStrictly() {
    assertTrue(Uuids.parse("1-1-4001-8001-1").isEmpty());
    assertTrue(Uuids.parse("").isEmpty());
    assertTrue(Uuids.parse("00000000-0000-4000-8000-00000000000G").isEmpty());
    assertTrue(Uuids.parse("00000000-0000-4000-c000-000000000000").isEmpty());
    assertTrue(Uuids.parse("00000000-0000-4000-8000-000000000000\n").isEmpty());
    assertEquals(4, Uuids.random(new Random(5)).version());
  }

  @Test
  void aSealKeySealsOneMessage() {
    PairingSeal seal = PairingSeal.ofPage(Bytes.copyOf(new byte[16]));
    seal.seal(Bytes.empty());
    assertThrows(IllegalStateException.class, () -> seal.seal(Bytes.empty()));
  }

  @Test
  void aChangedSealDoesNotOpen() {
    Bytes ke = Bytes.copyOf(new byte[16]);
    byte[] sealed = PairingSeal.ofPage(ke).seal(Bytes.ofHex("00112233")).toArray();
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      assertThrows(
          MalformedMessageException.class,
          () -> PairingSeal.ofPage(ke).open(Bytes.copyOf(changed)));
    }
    assertThrows(MalformedMessageException.class, () -> PairingSeal.ofPage(ke).open(Bytes.empty()));
  }
}
