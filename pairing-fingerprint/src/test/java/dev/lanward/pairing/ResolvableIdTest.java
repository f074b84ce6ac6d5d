package dev.lanward.pairing;

import static dev.lanward.pairing.Values.hex;
import static dev.lanward.testing.Vectors.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.testing.Vectors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Ids in adverts that only paired peers recognise (protocol section 14). */
class ResolvableIdTest {
  private static final String FILE = "adverts.json";

  private final SplittableRandom random = new SplittableRandom(4711);

  @TestFactory
  Stream<DynamicTest> keys() {
    return Vectors.each(
        FILE,
        "keys",
        v -> {
          PairingKey key = PairingKey.ofBytes(hex(v, "pairingKey"));
          Bytes nonce = Bytes.ofHex("0011223344556677");
          assertEquals(
              Bytes.copyOf(
                  AdvertKey.ofBytes(hex(v, "deviceAdvertKey").toArray()).tag(nonce.toArray())),
              Bytes.copyOf(key.deviceAdvertKey().tag(nonce.toArray())));
          assertEquals(
              Bytes.copyOf(
                  AdvertKey.ofBytes(hex(v, "pageAdvertKey").toArray()).tag(nonce.toArray())),
              Bytes.copyOf(key.pageAdvertKey().tag(nonce.toArray())));
        });
  }

  @TestFactory
  Stream<DynamicTest> resolvableIds() {
    return Vectors.each(
        FILE,
        "resolvableIds",
        v -> {
          PairingKey key = PairingKey.ofBytes(hex(v, "pairingKey"));
          Bytes id = Bytes.ofHex(text(v, "id"));
          assertEquals(
              v.get("ofDevice").booleanValue(), ResolvableId.matches(key.deviceAdvertKey(), id));
          assertEquals(
              v.get("ofPage").booleanValue(), ResolvableId.matches(key.pageAdvertKey(), id));
        });
  }

  private List<AdvertKey> keys(int count) {
    List<AdvertKey> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(PairingKey.generate(random).deviceAdvertKey());
    }
    return keys;
  }

  @Test
  void everyPairedPeerRecognisesTheIdAndNobodyElse() {
    for (int count : new int[] {0, 1, 15, 16, 17, 32}) {
      List<AdvertKey> keys = keys(count);
      Bytes id = ResolvableId.create(keys, random);
      assertTrue(keys.stream().allMatch(each -> ResolvableId.matches(each, id)), "of " + count);
      assertTrue(keys(100).stream().noneMatch(each -> ResolvableId.matches(each, id)));
    }
  }

  @Test
  void moreThanFitAreLeftOut() {
    List<AdvertKey> keys = keys(40);
    Bytes id = ResolvableId.create(keys, random);

    assertEquals(136, id.length());
    assertEquals(32, keys.stream().filter(each -> ResolvableId.matches(each, id)).count());
  }

  /** Its length tells one group of sixteen pairings from two, and nothing else. */
  @Test
  void lengthTellsLittleOfTheNumberOfPairings() {
    assertEquals(72, ResolvableId.create(List.of(), random).length());
    assertEquals(72, ResolvableId.create(keys(16), random).length());
    assertEquals(136, ResolvableId.create(keys(17), random).length());
  }

  /** Two ids for the same peer have nothing in common, and its tag stands anywhere. */
  @Test
  void idsOfOneDeviceHaveNothingInCommon() {
    List<AdvertKey> keys = keys(1);
    Set<Bytes> seen = new HashSet<>();
    Set<Integer> places = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      Bytes id = ResolvableId.create(keys, random);
      assertTrue(seen.add(id.slice(0, 8)), "a nonce comes once");
      byte[] tag = keys.get(0).tag(id.slice(0, 8).toArray());
      for (int at = 8; at < id.length(); at += 4) {
        assertTrue(seen.add(id.slice(at, 4)), "a tag comes once");
        if (id.slice(at, 4).equals(Bytes.copyOf(tag, 0, 4))) {
          places.add(at);
        }
      }
    }
    assertEquals(16, places.size());
  }

  /** Both sides of a pairing may be devices: neither takes its own advert for the other's. */
  @Test
  void theTwoSidesHaveKeysOfTheirOwn() {
    PairingKey key = PairingKey.generate(random);
    Bytes ofDevice = ResolvableId.create(List.of(key.deviceAdvertKey()), random);

    assertTrue(ResolvableId.matches(key.deviceAdvertKey(), ofDevice));
    assertFalse(ResolvableId.matches(key.pageAdvertKey(), ofDevice));
    assertNotEquals(key.deviceAdvertKey(), key.pageAdvertKey());
    assertEquals("AdvertKey[REDACTED]", key.pageAdvertKey().toString());
  }
}
