package dev.lanward.pairing;

import static dev.lanward.pairing.Values.fingerprint;
import static dev.lanward.pairing.Values.hex;
import static dev.lanward.pairing.Values.valid;
import static dev.lanward.testing.Vectors.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.testing.Vectors;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Everything of docs/vectors/key-schedule.json. */
class KeyScheduleVectorsTest {
  private static final String FILE = "key-schedule.json";

  @TestFactory
  Stream<DynamicTest> hkdf() {
    return Vectors.each(
        FILE,
        "hkdf",
        v ->
            assertEquals(
                text(v, "okm"),
                Bytes.copyOf(
                        Hkdf.of(hex(v, "ikm").toArray())
                            .expand(text(v, "okm").length() / 2, hex(v, "info").toArray()))
                    .toHex()));
  }

  @TestFactory
  Stream<DynamicTest> uuids() {
    return Vectors.each(
        FILE,
        "uuids",
        v -> {
          UUID uuid = Uuids.fromBytes(hex(v, "bytes"));
          assertEquals(text(v, "uuid"), uuid.toString());
          assertEquals(uuid, Uuids.parse(text(v, "uuid")).orElseThrow());
        });
  }

  @TestFactory
  Stream<DynamicTest> pairingIds() {
    return Vectors.each(
        FILE,
        "pairingIds",
        v -> {
          assertEquals(text(v, "id"), Pairing.idOf(fingerprint(v, "fingerprint")));
          assertEquals(text(v, "sdp"), fingerprint(v, "fingerprint").toString());
          assertEquals(fingerprint(v, "fingerprint"), Fingerprint.parse(text(v, "sdp")));
        });
  }

  @TestFactory
  Stream<DynamicTest> standingPorts() {
    return Vectors.each(
        FILE,
        "standingPorts",
        v ->
            assertEquals(
                v.get("port").intValue(), StandingPort.of(fingerprint(v, "deviceFingerprint"))));
  }

  @TestFactory
  Stream<DynamicTest> knocks() {
    return Vectors.each(FILE, "knocks", v -> assertEquals(text(v, "doorPwd"), doorPwd(v)));
  }

  private static String doorPwd(JsonNode v) {
    return switch (text(v, "kind")) {
      case "pairing" -> PairingDoorPwd.of(text(v, "doorUfrag"));
      case "paired" ->
          PairingKey.ofBytes(hex(v, "pairingKey"))
              .doorPwd(
                  hex(v, "nonce"),
                  fingerprint(v, "deviceFingerprint"),
                  fingerprint(v, "pageFingerprint"));
      case "link" ->
          LinkSecret.ofBytes(hex(v, "linkSecret"))
              .doorPwd(
                  hex(v, "nonce"),
                  fingerprint(v, "deviceFingerprint"),
                  fingerprint(v, "pageFingerprint"));
      default -> throw new AssertionError("no such knock");
    };
  }

  @TestFactory
  Stream<DynamicTest> resolvableHosts() {
    return Vectors.each(FILE, "resolvableHosts", v -> checkHost(v, PairingKey::hostKey));
  }

  @TestFactory
  Stream<DynamicTest> pageHosts() {
    return Vectors.each(FILE, "pageHosts", v -> checkHost(v, PairingKey::pageHostKey));
  }

  private static void checkHost(JsonNode v, Function<PairingKey, HostKey> derived) {
    HostKey key = derived.apply(PairingKey.ofBytes(hex(v, "pairingKey")));
    UUID host = Uuids.parse(text(v, "uuid")).orElseThrow();
    assertEquals(valid(v), ResolvableHost.matches(key, host));
    if (valid(v)) {
      assertEquals(host, ResolvableHost.create(key, hex(v, "r")));
      assertEquals(
          host, ResolvableHost.create(HostKey.ofBytes(hex(v, "hostKey").toArray()), hex(v, "r")));
    }
  }

  @TestFactory
  Stream<DynamicTest> seals() {
    return Vectors.each(
        FILE,
        "seals",
        v -> {
          Bytes ke = hex(v, "ke");
          Bytes plain = hex(v, "plain");
          Bytes byPage = hex(v, "sealedByPage");
          Bytes byDevice = hex(v, "sealedByDevice");
          assertEquals(byPage, PairingSeal.ofPage(ke).seal(plain));
          assertEquals(byDevice, PairingSeal.ofDevice(ke).seal(plain));
          try {
            assertEquals(plain, PairingSeal.ofPage(ke).open(byPage));
            assertEquals(plain, PairingSeal.ofDevice(ke).open(byDevice));
          } catch (MalformedMessageException e) {
            throw new AssertionError(e);
          }
          assertThrows(
              MalformedMessageException.class, () -> PairingSeal.ofPage(ke).open(byDevice));
        });
  }
}
