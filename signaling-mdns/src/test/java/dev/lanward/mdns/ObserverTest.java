package dev.lanward.mdns;

import static dev.lanward.mdns.Host.link;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.core.Tick;
import dev.lanward.pairing.AdvertKey;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.PairingKey;
import dev.lanward.pairing.ResolvableId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Somebody who keeps all packets of a day, asks questions of his own, and wants to know which
 * adverts come from one device. He sees everything but what is below DNS: the senders' addresses
 * (and the A and AAAA records that repeat them) tell devices on one link apart whatever DNS says.
 */
class ObserverTest {
  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration EVERY_MINUTE = Duration.ofMinutes(1);
  private static final List<String> KNOCKS = List.of("lw1", "lw3");

  /** One advert as it was seen: all that its records say, in parts that can be compared. */
  private record Seen(String instance, Map<String, String> parts) {}

  /** A private device's day, with what the observer saw of it. */
  private static final class PrivateDevice {
    private final SplittableRandom random;
    private final Host host;
    private final PrivateAdverts adverts;

    PrivateDevice(int seed, int pairings) {
      random = new SplittableRandom(seed);
      host = new Host().on(link(1, "192.168.7." + seed % 250 + "/24"));
      adverts = PrivateAdverts.create(host.clock.now(), random, 47470, KNOCKS);
      List<AdvertKey> keys = new ArrayList<>();
      for (int i = 0; i < pairings; i++) {
        keys.add(PairingKey.generate(random).deviceAdvertKey());
      }
      adverts.setKeys(host.clock.now(), keys);
    }

    List<Seen> day() {
      Tick end = host.clock.now().plus(DAY);
      while (host.clock.now().isBefore(end)) {
        adverts
            .handleTimeout(host.clock.now())
            .ifPresent(change -> change.apply(host.clock.now(), host.core));
        host.pass(EVERY_MINUTE);
        // The observer asks as well.
        host.hears("192.168.7.254", Wire.query(Wire.question(Services.TYPE, Type.PTR)));
      }
      return seen(host.sent);
    }
  }

  private static List<Seen> seen(List<Transmit> sent) {
    Map<String, Map<String, String>> byInstance = new LinkedHashMap<>();
    for (Transmit each : sent) {
      Message message = Wire.parse(each.payload());
      for (int section : new int[] {Section.ANSWER, Section.ADDITIONAL}) {
        message.getSection(section).forEach(record -> note(byInstance, record));
      }
    }
    List<Seen> all = new ArrayList<>();
    byInstance.forEach((instance, parts) -> all.add(new Seen(instance, parts)));
    return all;
  }

  private static void note(Map<String, Map<String, String>> byInstance, Record record) {
    if (record.getTTL() == 0 || !record.getName().toString().endsWith("." + Services.TYPE)) {
      return;
    }
    String instance = record.getName().getLabelString(0);
    Map<String, String> parts = byInstance.computeIfAbsent(instance, unused -> new HashMap<>());
    String type = Type.string(record.getType());
    parts.put("instance", instance);
    parts.put(type + " ttl", String.valueOf(record.getTTL()));
    if (record instanceof SRVRecord srv) {
      parts.put("port", String.valueOf(srv.getPort()));
      parts.put("priority", String.valueOf(srv.getPriority()));
      parts.put("weight", String.valueOf(srv.getWeight()));
      parts.put("host", srv.getTarget().toString());
    } else if (record.getType() == Type.TXT) {
      byte[] raw = record.rdataToWireCanonical();
      parts.put("TXT length", String.valueOf(raw.length));
      for (int at = 0, i = 0; at < raw.length; at += 1 + (raw[at] & 0xff), i++) {
        String string =
            new String(raw, at + 1, raw[at] & 0xff, java.nio.charset.StandardCharsets.ISO_8859_1);
        // An id falls into its nonce and its tags, each of which might come again.
        if (string.startsWith("r=")) {
          byte[] id = java.util.Base64.getDecoder().decode(string.substring(2));
          for (int from = 0; from < id.length; from += 4) {
            parts.put("id " + from, Bytes.copyOf(id, from, 4).toHex());
          }
          string = "r=";
        }
        parts.put("TXT " + i, string);
      }
    }
  }

  /** What two adverts have in common: the names of the parts that are the same. */
  private static Set<String> inCommon(Seen one, Seen other) {
    Set<String> same = new TreeSet<>();
    Set<String> names = new TreeSet<>(one.parts().keySet());
    names.addAll(other.parts().keySet());
    for (String each : names) {
      if (Optional.ofNullable(one.parts().get(each))
          .equals(Optional.ofNullable(other.parts().get(each)))) {
        same.add(each);
      }
    }
    // The same tag at another place would link as well.
    Set<String> tags = new TreeSet<>();
    one.parts().forEach((name, value) -> addIf(tags, name.startsWith("id "), value));
    other
        .parts()
        .forEach(
            (name, value) -> addIf(same, name.startsWith("id ") && tags.contains(value), "tag"));
    return same;
  }

  private static void addIf(Set<String> set, boolean condition, String value) {
    if (condition) {
      set.add(value);
    }
  }

  private static Set<Set<String>> patterns(List<Seen> ones, List<Seen> others) {
    Set<Set<String>> all = new java.util.HashSet<>();
    for (Seen one : ones) {
      for (Seen other : others) {
        if (!one.instance().equals(other.instance())) {
          all.add(inCommon(one, other));
        }
      }
    }
    return all;
  }

  /**
   * Two adverts of one device have in common exactly what two adverts of two devices have: what all
   * have. So no rule that looks at them can do better than a guess.
   */
  @Test
  void twoAdvertsOfOneDeviceLookLikeTwoDevices() {
    List<Seen> lonely = new PrivateDevice(11, 1).day();
    List<Seen> busy = new PrivateDevice(12, 16).day();
    assertTrue(lonely.size() >= 96, "a new one at least every 15 minutes: " + lonely.size());
    assertTrue(busy.size() >= 96);
    assertEquals(12 + 18, lonely.get(0).parts().size(), lonely.get(0).parts().keySet()::toString);

    Set<Set<String>> ofTwo = patterns(lonely, busy);

    assertEquals(1, ofTwo.size(), ofTwo::toString);
    assertEquals(ofTwo, patterns(lonely, lonely));
    assertEquals(ofTwo, patterns(busy, busy));
  }

  /** The observer is not blind: whoever shows his fingerprint he follows everywhere. */
  @Test
  void visibleDevicesAreFollowed() {
    List<List<Seen>> days = new ArrayList<>();
    for (int device = 1; device <= 2; device++) {
      byte[] hash = new byte[Fingerprint.LENGTH_BYTES];
      hash[0] = (byte) device;
      Bytes txt =
          AdvertWriter.write(
              new Advert.Visible(
                  1,
                  KNOCKS,
                  Advert.PairingMode.CLOSED,
                  new Fingerprint(Bytes.copyOf(hash)),
                  "nas"));
      Host host = new Host().on(link(1, "192.168.7.2/24"));
      for (int i = 0; i < 3; i++) {
        host.core.publish(
            host.clock.now(),
            Services.withTxt(Services.RANDOM.replace("aaaaaaaa", "aaaaaa" + device + i), txt));
        host.pass(Duration.ofMinutes(15));
      }
      days.add(seen(host.sent));
    }

    Set<Set<String>> ofOne = patterns(days.get(0), days.get(0));
    Set<Set<String>> ofTwo = patterns(days.get(0), days.get(1));
    assertTrue(java.util.Collections.disjoint(ofOne, ofTwo), ofOne + " " + ofTwo);
  }

  /** Nor to a fixed tag: a device that forgot to change its nonce would be followed. */
  @Test
  void sameIdUnderAnotherNameIsFollowed() {
    Bytes id = ResolvableId.create(List.of(), new SplittableRandom(1));
    Host host = new Host().on(link(1, "192.168.7.2/24"));
    for (int i = 0; i < 2; i++) {
      host.core.publish(
          host.clock.now(),
          Services.withTxt(
              Services.RANDOM.replace("aaaaaaaa", "aaaaaaa" + i),
              AdvertWriter.write(new Advert.Private(1, KNOCKS, Advert.PairingMode.CLOSED, id))));
    }
    host.pass(Duration.ofMinutes(1));
    List<Seen> seen = seen(host.sent);

    assertTrue(patterns(seen, seen).stream().allMatch(each -> each.contains("tag")));
  }
}
