package dev.lanward.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.PairingKey;
import dev.lanward.testing.Vectors;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/protocol.md section 6, docs/vectors/knocks.json. */
class KnockTest {
  private static final JsonNode FILE = Vectors.file("knocks.json");

  static List<JsonNode> pairing() {
    return Vectors.entries(FILE, "pairing");
  }

  static List<JsonNode> paired() {
    return Vectors.entries(FILE, "paired");
  }

  static List<JsonNode> link() {
    return Vectors.entries(FILE, "link");
  }

  static List<JsonNode> opening() {
    return Vectors.entries(FILE, "opening");
  }

  static List<JsonNode> invalid() {
    return Vectors.entries(FILE, "invalid");
  }

  @ParameterizedTest
  @MethodSource("pairing")
  void pairingKnocks(JsonNode vector) throws Exception {
    PairingKnock knock = new PairingKnock(fingerprint(vector, "page"));
    assertEquals(Vectors.text(vector, "ufrag"), knock.ufrag());
    assertEquals(Vectors.text(vector, "pwd"), knock.doorPwd());
    assertEquals(knock, Knock.parse(knock.ufrag()));
    assertEquals(46, knock.ufrag().length());
    assertEquals(Knock.Kind.PAIRING, knock.kind());
  }

  @ParameterizedTest
  @MethodSource("paired")
  void pairedKnocks(JsonNode vector) throws Exception {
    PairedKnock knock = new PairedKnock(Bytes.copyOf(Vectors.hex(vector, "nonce")));
    assertEquals(Vectors.text(vector, "ufrag"), knock.ufrag());
    assertEquals(knock, Knock.parse(knock.ufrag()));
    assertEquals(19, knock.ufrag().length());
    assertEquals(Knock.Kind.PAIRED, knock.kind());
    assertEquals(
        Vectors.text(vector, "pwd"),
        DoorPwd.paired(
            Vectors.hex(vector, "pairingKey"),
            knock,
            fingerprint(vector, "device"),
            fingerprint(vector, "page")));
  }

  @ParameterizedTest
  @MethodSource("opening")
  void openingKnocks(JsonNode vector) throws Exception {
    Bytes opening =
        Bytes.concat(
            Bytes.copyOf(Vectors.hex(vector, "tag")),
            Bytes.copyOf(Vectors.hex(vector, "tsn")),
            Bytes.copyOf(Vectors.hex(vector, "init")));
    PairedKnock knock = new PairedKnock(Bytes.copyOf(Vectors.hex(vector, "nonce")), opening);
    assertEquals(Vectors.text(vector, "ufrag"), knock.ufrag());
    assertEquals(knock, Knock.parse(knock.ufrag()));
    assertTrue(IceChars.isUfrag(knock.ufrag()));
    assertEquals(Knock.Kind.PAIRED, knock.kind());
    String pwd =
        DoorPwd.paired(
            Vectors.hex(vector, "pairingKey"),
            knock,
            fingerprint(vector, "device"),
            fingerprint(vector, "page"));
    assertEquals(Vectors.text(vector, "pwd"), pwd);
    PairingKey key = PairingKey.ofBytes(Bytes.copyOf(Vectors.hex(vector, "pairingKey")));
    assertEquals(
        pwd,
        key.doorPwd(
            knock.nonce(), opening, fingerprint(vector, "device"), fingerprint(vector, "page")));
  }

  /** Nothing of the opening can be altered: the password is another one then. */
  @Property(tries = 100)
  void theDoorPwdOfAnOpeningKnockNamesEachByteOfIt(
      @ForAll @Size(min = 28, max = 177) byte[] opening, @ForAll int where) {
    byte[] altered = opening.clone();
    altered[Math.floorMod(where, opening.length)] ^= 1;
    PairingKey key = PairingKey.ofBytes(Bytes.copyOf(new byte[32]));
    Bytes nonce = Bytes.copyOf(new byte[12]);
    assertNotEquals(
        key.doorPwd(nonce, Bytes.copyOf(opening), TestKeys.DEVICE, TestKeys.page(1)),
        key.doorPwd(nonce, Bytes.copyOf(altered), TestKeys.DEVICE, TestKeys.page(1)));
  }

  @Property(tries = 200)
  void everyOpeningKnockHasOneSpelling(
      @ForAll @Size(12) byte[] nonce, @ForAll @Size(min = 28, max = 177) byte[] opening)
      throws Exception {
    PairedKnock knock = new PairedKnock(Bytes.copyOf(nonce), Bytes.copyOf(opening));
    assertEquals(knock, Knock.parse(knock.ufrag()));
    assertTrue(IceChars.isUfrag(knock.ufrag()));
  }

  @Test
  void openingsThatAKnockCannotHoldAreRefused() {
    Bytes nonce = Bytes.copyOf(new byte[12]);
    for (int length : new int[] {1, 27, 178}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new PairedKnock(nonce, Bytes.copyOf(new byte[length])));
    }
  }

  @ParameterizedTest
  @MethodSource("link")
  void linkKnocks(JsonNode vector) throws Exception {
    LinkKnock knock =
        new LinkKnock(Bytes.copyOf(Vectors.hex(vector, "nonce")), fingerprint(vector, "page"));
    assertEquals(Vectors.text(vector, "ufrag"), knock.ufrag());
    assertEquals(knock, Knock.parse(knock.ufrag()));
    assertEquals(62, knock.ufrag().length());
    assertEquals(Knock.Kind.LINK, knock.kind());
    assertEquals(
        Vectors.text(vector, "pwd"),
        DoorPwd.link(Vectors.hex(vector, "linkSecret"), knock, fingerprint(vector, "device")));
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void whatIsNoKnockIsRefused(JsonNode vector) {
    String ufrag = Vectors.text(vector, "ufrag");
    assertEquals(Optional.empty(), DoorUfrag.read(ufrag));
    assertThrows(MalformedMessageException.class, () -> Knock.parse(ufrag));
  }

  @Property(tries = 200)
  void everyKnockHasOneSpelling(@ForAll @Size(12) byte[] nonce, @ForAll @Size(32) byte[] page)
      throws Exception {
    Fingerprint fingerprint = new Fingerprint(Bytes.copyOf(page));
    for (Knock knock :
        List.of(
            new PairingKnock(fingerprint),
            new PairedKnock(Bytes.copyOf(nonce)),
            new LinkKnock(Bytes.copyOf(nonce), fingerprint))) {
      assertEquals(knock, Knock.parse(knock.ufrag()));
      assertTrue(IceChars.isUfrag(knock.ufrag()));
      assertTrue(knock.ufrag().length() < 64, "embedded stacks cut a ufrag at 64");
    }
  }

  @Test
  void noncesHaveTwelveBytes() {
    assertThrows(IllegalArgumentException.class, () -> new PairedKnock(Bytes.copyOf(new byte[11])));
  }

  @Test
  void iceCharsAreThoseOfRfc8839() {
    assertTrue(IceChars.isUfrag("aZ09"));
    assertTrue(IceChars.isUfrag("+/+/"));
    for (String bad :
        List.of("", "abc", "a".repeat(257), "abc-", "abc=", "abc:", "abc.", "ab\u00e9d")) {
      assertTrue(!IceChars.isUfrag(bad), bad);
    }
    assertTrue(!IceChars.isPwd("a".repeat(21)));
    assertTrue(IceChars.isPwd("a".repeat(22)));
    assertTrue(IceChars.isPwd(IceChars.random(new java.util.Random(1), 256)));
  }

  private static Fingerprint fingerprint(JsonNode vector, String name) {
    return new Fingerprint(Bytes.copyOf(Vectors.hex(vector, name)));
  }
}
