package dev.lanward.ice;

import static dev.lanward.ice.DoorFixture.path;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanward.core.Bytes;
import dev.lanward.core.Tick;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.testing.Vectors;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/protocol.md sections 5.1 and 6: who is answered, and who meets silence. */
class DoorKnockTest {
  private final TestKeys keys = TestKeys.withPairings(3);
  private final DoorFixture door = new DoorFixture(keys);
  private final TestPage page = keys.page("p1", TestPage.nonce(1));
  private final StunReader reader = new StunReader();

  static List<JsonNode> exchanges() {
    return Vectors.entries(Vectors.file("stun.json"), "exchanges");
  }

  @ParameterizedTest
  @MethodSource("exchanges")
  void theVectorsRequestGetsTheVectorsResponse(JsonNode vector) {
    Fingerprint pageFingerprint = new Fingerprint(Bytes.copyOf(Vectors.hex(vector, "page")));
    Door core = Door.create(new VectorKeys(vector), Limits.defaults(), new Random(1), new Tick(0));
    Path from = new Path(3, Addresses.of(vector.path("source")));
    assertEquals(
        Disposition.STUN_HANDLED,
        core.handleDatagram(new Tick(0), from, ByteBuffer.wrap(Vectors.hex(vector, "request"))));
    Transmit answer = core.pollTransmit().orElseThrow();
    assertEquals(from, answer.path());
    assertEquals(Vectors.text(vector, "response"), Bytes.copyOf(answer.payload()).toHex());
    DoorEvent.SessionOpened opened = (DoorEvent.SessionOpened) core.pollEvent().orElseThrow();
    assertEquals(pageFingerprint, opened.page());
    assertEquals(Vectors.text(vector, "doorUfrag"), opened.knock().ufrag());
    assertEquals(
        vector.has("pairingKey") || vector.has("linkSecret")
            ? DoorCertificate.OWN
            : DoorCertificate.PAIRING,
        opened.certificate());
    assertEquals(from, opened.path());
  }

  @Test
  void theOneWhoseDoorPwdVerifiesHasKnocked() {
    door.answered(path(1), page.check());
    assertEquals(Optional.of("p1"), door.opened().pairing());
    assertEquals(TestKeys.page(1), door.opened().page());
    assertEquals(2, keys.offered, "offering goes on after the match");
  }

  @Test
  void theResponseCarriesTheMappedAddressAndVerifies() {
    assertEquals(StunProblem.NONE, reader.read(door.answered(path(9, 1234), page.check())));
    assertTrue(reader.isBindingSuccess());
    assertTrue(reader.verifies(page.key()));
    assertTrue(reader.hasFingerprint());
    assertEquals(Optional.of(path(9, 1234).remote()), reader.xorMappedAddress());
  }

  @Test
  void anUnpairedKnockGetsSilence() {
    TestKeys others = TestKeys.withPairings(4);
    door.silent(path(1), others.page("p3", TestPage.nonce(1)).check());
    assertEquals(1, door.door.count(DoorCounter.NOT_VERIFIED));
  }

  @Test
  void everyFlippedBitOfAKnockGetsSilence() {
    byte[] knock = Bytes.copyOf(page.nomination()).toArray();
    for (int bit = 0; bit < 8 * knock.length; bit++) {
      byte[] flipped = knock.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      door.silent(path(bit), ByteBuffer.wrap(flipped));
    }
    assertEquals(0, door.door.sessions());
    door.answered(path(1), ByteBuffer.wrap(knock));
  }

  @Test
  void everyFlippedBitOfAKnockWithAMendedFingerprintGetsSilence() {
    byte[] knock = Bytes.copyOf(page.nomination()).toArray();
    StunIntegrity integrity = new StunIntegrity();
    for (int bit = 0; bit < 8 * (knock.length - 8); bit++) {
      byte[] flipped = knock.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      int crc = integrity.fingerprint(flipped, knock.length - 8);
      StunProtocol.putInt32(flipped, knock.length - 4, crc);
      door.silent(path(bit), ByteBuffer.wrap(flipped));
    }
    assertEquals(0, door.door.sessions());
    assertTrue(door.door.count(DoorCounter.NOT_VERIFIED) > 100, "the MAC was never reached");
  }

  @Test
  void everyTruncationOfAKnockGetsSilence() {
    byte[] knock = Bytes.copyOf(page.nomination()).toArray();
    for (int length = 0; length < knock.length; length++) {
      door.silent(path(length), ByteBuffer.wrap(knock, 0, length));
    }
  }

  @Test
  void aTruncationWithAMendedLengthGetsSilence() {
    byte[] knock = Bytes.copyOf(page.nomination()).toArray();
    for (int length = 20; length < knock.length - 8; length += 4) {
      byte[] cut = java.util.Arrays.copyOf(knock, length);
      StunProtocol.putUint16(cut, 2, length - 20);
      door.silent(path(length), ByteBuffer.wrap(cut));
    }
  }

  @Test
  void aPairingKnockIsAnsweredInPairingModeOnly() {
    door.silent(path(1), TestPage.pairing(7).check());
    assertEquals(1, door.door.count(DoorCounter.NOT_INVITED));
    keys.pairingMode = true;
    door.answered(path(1), TestPage.pairing(7).check());
    assertEquals(DoorCertificate.PAIRING, door.opened().certificate());
    assertEquals(TestKeys.page(7), door.opened().page());
    assertEquals(Optional.empty(), door.opened().pairing());
  }

  @Test
  void aLinkKnockIsAnsweredOnlyForAnOpenLink() {
    byte[] secret = new byte[16];
    door.silent(path(1), TestPage.link(secret, TestPage.nonce(1), 7).check());
    keys.linkSecret = Optional.of(secret);
    door.silent(path(1), TestPage.link(new byte[] {1}, TestPage.nonce(1), 7).check());
    door.answered(path(1), TestPage.link(secret, TestPage.nonce(1), 7).check());
    assertEquals(TestKeys.page(7), door.opened().page());
    assertEquals(Optional.of("link"), door.opened().pairing());
    assertEquals(DoorCertificate.OWN, door.opened().certificate());
  }

  @Test
  void rfc8489Section631UnknownComprehensionRequiredAttributesGet420() {
    StunWriter odd = page.start().attribute(0x7001, new byte[4]).attribute(0x0014, new byte[4]);
    assertEquals(StunProblem.NONE, reader.read(door.answered(path(1), page.finish(odd))));
    assertTrue(reader.isBindingError());
    assertEquals(Optional.of(420), reader.errorCode());
    assertTrue(reader.verifies(page.key()));
    assertEquals(0, door.door.sessions(), "a refused request opens nothing");
    assertEquals(1, door.door.count(DoorCounter.UNKNOWN_ATTRIBUTE_ANSWERED));
  }

  @Test
  void unknownAttributesOfAStrangerGetSilence() {
    TestPage stranger = new TestPage(page.doorUfrag, "x".repeat(24));
    door.silent(path(1), stranger.finish(stranger.start().attribute(0x7001, new byte[4])));
  }

  @Test
  void optionalAttributesAreHarmlessUpTo1500Bytes() {
    StunWriter large =
        page.start().attribute(0xC070, new byte[1004]).attribute(0x8022, new byte[64]);
    door.answered(path(1), page.finish(large));
  }

  @Test
  void aPeerInTheControlledRoleGetsSilence() {
    door.silent(path(1), page.finish(page.start().controlled(5)));
    assertEquals(1, door.door.count(DoorCounter.WRONG_ROLE));
  }

  @Test
  void whatFollowsMessageIntegrityIsVouchedForByNobody() {
    byte[] signed = Bytes.copyOf(page.start().messageIntegrity(page.key()).toBuffer()).toArray();
    ByteBuffer longer = ByteBuffer.allocate(signed.length + 4);
    longer.put(signed).putShort((short) 0x0025).putShort((short) 0).flip();
    longer.putShort(2, (short) (longer.limit() - 20));
    door.silent(path(1), longer);
    assertEquals(1, door.door.count(DoorCounter.UNPROTECTED));
  }

  @Test
  void requestsWithoutCredentialsGetSilence() {
    door.silent(path(1), page.start().fingerprint().toBuffer());
    door.silent(path(1), StunWriter.request(TestPage.nonce(1)).fingerprint().toBuffer());
    door.silent(
        path(1),
        StunWriter.request(TestPage.nonce(1))
            .messageIntegrity(page.key())
            .fingerprint()
            .toBuffer());
  }

  @Test
  void responsesAndIndicationsGetSilence() {
    for (int type : new int[] {0x0011, 0x0101, 0x0111, 0x0003, 0x0002}) {
      StunWriter message =
          StunWriter.of(new StunIntegrity(), type, TestPage.nonce(type))
              .username(page.doorUfrag + ":AbCd");
      door.silent(path(1), page.finish(message));
    }
    assertEquals(5, door.door.count(DoorCounter.NOT_A_REQUEST));
  }

  @Test
  void usernamesThatAreNoKnockGetSilence() {
    for (String ufrag : List.of("abc", "a b c d", "a".repeat(257), "abc\u00e9d")) {
      door.silent(path(1), page.named(ufrag).check());
    }
    TestPage other = new TestPage("lw9" + page.doorUfrag.substring(3), page.doorPwd);
    door.silent(path(1), other.check());
    StunWriter bare = StunWriter.request(TestPage.nonce(1)).username(page.doorUfrag);
    door.silent(path(1), page.finish(bare));
    assertEquals(6, door.door.count(DoorCounter.NOT_A_KNOCK));
  }

  @Test
  void otherProtocolsGetSilence() {
    door.silent(path(1), ByteBuffer.allocate(0));
    for (int first = 4; first < 256; first++) {
      door.silent(path(1), ByteBuffer.wrap(new byte[] {(byte) first, 1, 2, 3}));
    }
  }

  @Test
  void randomDatagramsNeverThrow() {
    Random random = new Random(42);
    for (int i = 0; i < 50_000; i++) {
      byte[] junk = new byte[random.nextInt(200)];
      random.nextBytes(junk);
      door.silent(path(random.nextInt(1000)), ByteBuffer.wrap(junk));
    }
    assertEquals(0, door.door.sessions());
  }

  /** A device that knows what one vector knows. */
  private record VectorKeys(JsonNode vector) implements KnockKeys {
    @Override
    public boolean pairingMode() {
      return true;
    }

    @Override
    public void offerPaired(PairedKnock knock, Predicate<KnockCandidate> verifies) {
      String pwd =
          DoorPwd.paired(
              Vectors.hex(vector, "pairingKey"), knock, fingerprint("device"), fingerprint("page"));
      verifies.test(new KnockCandidate("vector", fingerprint("page"), pwd));
    }

    @Override
    public void offerLinks(LinkKnock knock, Predicate<KnockCandidate> verifies) {
      String pwd = DoorPwd.link(Vectors.hex(vector, "linkSecret"), knock, fingerprint("device"));
      verifies.test(new KnockCandidate("vector", knock.page(), pwd));
    }

    private Fingerprint fingerprint(String name) {
      return new Fingerprint(Bytes.copyOf(Vectors.hex(vector, name)));
    }
  }

  @Test
  void keysAndAddressesDoNotPrint() {
    String text = new KnockCandidate("p", TestKeys.page(1), "s".repeat(24)) + " " + path(1);
    assertTrue(!text.contains("sss") && !text.contains("10.0"), text);
    assertArrayEquals(new int[0], reader.unknownAttributes());
  }
}
