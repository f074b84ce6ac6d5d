package dev.lanward.pairing;

import static dev.lanward.pairing.Values.hex;
import static dev.lanward.pairing.Values.scalar;
import static dev.lanward.testing.Vectors.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.testing.Vectors;
import java.math.BigInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Everything of docs/vectors/spake2-p256.json; its first four runs are those of the RFC. */
class Spake2Rfc9382AppendixBTest {
  private static final String FILE = "spake2-p256.json";

  @Test
  void theFourRunsOfTheRfcAreThere() {
    long rfc =
        Vectors.entries(FILE, "runs").stream()
            .filter(v -> text(v, "why").startsWith("RFC 9382 appendix B"))
            .count();
    assertEquals(4, rfc);
  }

  @TestFactory
  Stream<DynamicTest> runs() {
    return Vectors.each(FILE, "runs", Spake2Rfc9382AppendixBTest::checkRun);
  }

  private static void checkRun(JsonNode v) {
    if (v.has("code")) {
      try {
        assertEquals(scalar(v, "w"), Spake2.w(PairingCode.parse(text(v, "code"))));
      } catch (MalformedMessageException e) {
        throw new AssertionError(e);
      }
    }
    Spake2 a = Spake2.of(Spake2.Role.A, scalar(v, "w"), scalar(v, "x"));
    Spake2 b = Spake2.of(Spake2.Role.B, scalar(v, "w"), scalar(v, "y"));
    assertEquals(text(v, "pA"), a.share().toHex());
    assertEquals(text(v, "pB"), b.share().toHex());
    Spake2Keys atA = finish(a, hex(v, "pB"), hex(v, "identityA"), hex(v, "identityB"));
    Spake2Keys atB = finish(b, hex(v, "pA"), hex(v, "identityA"), hex(v, "identityB"));
    for (Spake2Keys keys : new Spake2Keys[] {atA, atB}) {
      assertEquals(text(v, "TT"), keys.transcript().toHex());
      assertTrue(text(v, "TT").contains(text(v, "K")));
      assertEquals(text(v, "Ke"), keys.ke().toHex());
      assertEquals(text(v, "Ka"), keys.ka().toHex());
      assertEquals(text(v, "KcA"), keys.kcA().toHex());
      assertEquals(text(v, "KcB"), keys.kcB().toHex());
    }
    assertEquals(text(v, "cA"), atA.confirmation().toHex());
    assertEquals(text(v, "cB"), atB.confirmation().toHex());
    assertTrue(atA.verifies(hex(v, "cB")));
    assertTrue(atB.verifies(hex(v, "cA")));
    // A side's own confirmation, sent back to it, proves nothing.
    assertFalse(atA.verifies(hex(v, "cA")));
    assertFalse(atB.verifies(hex(v, "cB")));
    assertFalse(atA.verifies(hex(v, "cB").slice(0, 31)));
    assertFalse(atA.verifies(Bytes.empty()));
  }

  @TestFactory
  Stream<DynamicTest> refusedShares() {
    return Vectors.each(
        FILE,
        "refusedShares",
        v -> {
          for (Spake2.Role role : Spake2.Role.values()) {
            Spake2 side = Spake2.of(role, BigInteger.TEN, BigInteger.TWO);
            assertThrows(
                MalformedMessageException.class,
                () -> side.finish(hex(v, "share"), Bytes.empty(), Bytes.empty()));
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> identityShares() {
    return Vectors.each(
        FILE,
        "identityShares",
        v -> {
          Spake2 side =
              Spake2.of(
                  Spake2.Role.valueOf(text(v, "receiver")), scalar(v, "w"), BigInteger.valueOf(7));
          assertThrows(
              MalformedMessageException.class,
              () -> side.finish(hex(v, "share"), Bytes.empty(), Bytes.empty()));
        });
  }

  @TestFactory
  Stream<DynamicTest> mismatches() {
    return Vectors.each(
        FILE,
        "mismatches",
        v -> {
          JsonNode sideA = v.get("sideA");
          JsonNode sideB = v.get("sideB");
          Spake2 a = Spake2.of(Spake2.Role.A, scalar(sideA, "w"), scalar(v, "x"));
          Spake2 b = Spake2.of(Spake2.Role.B, scalar(sideB, "w"), scalar(v, "y"));
          Spake2Keys atA = finish(a, b.share(), hex(sideA, "identityA"), hex(sideA, "identityB"));
          Spake2Keys atB = finish(b, a.share(), hex(sideB, "identityA"), hex(sideB, "identityB"));
          assertFalse(atA.verifies(atB.confirmation()));
          assertFalse(atB.verifies(atA.confirmation()));
          assertFalse(atA.ke().equals(atB.ke()));
        });
  }

  @Test
  void aConfirmationReplayedFromAnotherRunDoesNotVerify() throws Exception {
    PairingCode code = new PairingCode(7, "482913");
    java.util.Random random = new java.util.Random(5);
    Bytes idA = Bytes.ofHex("0a");
    Bytes idB = Bytes.ofHex("0b");
    Spake2 a = Spake2.start(Spake2.Role.A, code, random);
    Spake2 first = Spake2.start(Spake2.Role.B, code, random);
    Spake2 second = Spake2.start(Spake2.Role.B, code, random);
    Bytes recorded = a.finish(first.share(), idA, idB).confirmation();
    assertTrue(first.finish(a.share(), idA, idB).verifies(recorded));
    assertFalse(second.finish(a.share(), idA, idB).verifies(recorded));
  }

  @Test
  void itPrintsNoSecret() throws Exception {
    Spake2 a = Spake2.of(Spake2.Role.A, BigInteger.TEN, BigInteger.TWO);
    assertEquals("Spake2[A, secrets REDACTED]", a.toString());
    Spake2Keys keys = a.finish(a.share(), Bytes.empty(), Bytes.empty());
    assertEquals("Spake2Keys[REDACTED]", keys.toString());
  }

  private static Spake2Keys finish(Spake2 side, Bytes share, Bytes idA, Bytes idB) {
    try {
      return side.finish(share, idA, idB);
    } catch (MalformedMessageException e) {
      throw new AssertionError(e);
    }
  }
}
