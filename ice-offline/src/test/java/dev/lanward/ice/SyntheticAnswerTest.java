package dev.lanward.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanward.core.Bytes;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.testing.Vectors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/protocol.md section 7, docs/vectors/answers.json. */
class SyntheticAnswerTest {
  private static final JsonNode FILE = Vectors.file("answers.json");
  private static final Knock KNOCK = new PairedKnock(TestPage.nonce(1));
  private static final String PWD = "p".repeat(24);
  private static final AnswerCandidate DOOR = new AnswerCandidate("192.0.2.7", 47_470);

  static List<JsonNode> answers() {
    return Vectors.entries(FILE, "answers");
  }

  static List<JsonNode> refusedMids() {
    return Vectors.entries(FILE, "refusedMids");
  }

  static List<JsonNode> refusedCandidates() {
    return Vectors.entries(FILE, "refusedCandidates");
  }

  static List<JsonNode> refusedPwds() {
    return Vectors.entries(FILE, "refusedPwds");
  }

  private static AnswerCandidate candidate(JsonNode node) {
    return new AnswerCandidate(Vectors.text(node, "address"), node.path("port").asInt());
  }

  private static String write(String mid, String pwd, List<AnswerCandidate> candidates) {
    return SyntheticAnswer.write(mid, KNOCK, pwd, TestKeys.DEVICE, candidates);
  }

  @ParameterizedTest
  @MethodSource("answers")
  void theAnswerIsTheVectors(JsonNode vector) throws Exception {
    List<AnswerCandidate> candidates = new ArrayList<>();
    vector.path("candidates").forEach(node -> candidates.add(candidate(node)));
    assertEquals(
        Vectors.text(vector, "sdp"),
        SyntheticAnswer.write(
            Vectors.text(vector, "mid"),
            Knock.parse(Vectors.text(vector, "ufrag")),
            Vectors.text(vector, "pwd"),
            new Fingerprint(Bytes.copyOf(Vectors.hex(vector, "fingerprint"))),
            candidates));
  }

  @ParameterizedTest
  @MethodSource("refusedMids")
  void midsThatAreNoTokenAreRefused(JsonNode vector) {
    String mid = Vectors.text(vector, "mid");
    assertThrows(IllegalArgumentException.class, () -> write(mid, PWD, List.of(DOOR)));
  }

  @ParameterizedTest
  @MethodSource("refusedCandidates")
  void whatIsNoAddressAndNoHostIsRefused(JsonNode vector) {
    assertThrows(IllegalArgumentException.class, () -> candidate(vector));
  }

  @ParameterizedTest
  @MethodSource("refusedPwds")
  void passwordsThatAreNoIcePwdAreRefused(JsonNode vector) {
    String pwd = Vectors.text(vector, "pwd");
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> write("0", pwd, List.of(DOOR)));
    assertTrue(pwd.isEmpty() || !refusal.getMessage().contains(pwd), refusal.getMessage());
  }

  @Test
  void seventeenCandidatesAreEnough() {
    write("0", PWD, Collections.nCopies(17, DOOR));
    assertThrows(
        IllegalArgumentException.class, () -> write("0", PWD, Collections.nCopies(18, DOOR)));
    assertThrows(IllegalArgumentException.class, () -> SyntheticAnswer.candidate(0, DOOR));
  }

  @Test
  void candidatesAreMadeFromAddressesAndHosts() {
    UUID host = UUID.fromString("0332a6d6-d0a5-4a4a-9d5c-e024a28389cc");
    assertEquals(
        new AnswerCandidate("0332a6d6-d0a5-4a4a-9d5c-e024a28389cc.local", 1),
        AnswerCandidate.ofHost(host, 1));
    assertEquals(
        new AnswerCandidate("2001:db8::7", 9),
        AnswerCandidate.ofAddress(Addresses.of("2001:db8:0:0::7", 9).getAddress(), 9));
    assertThrows(IllegalArgumentException.class, () -> AnswerCandidate.ofHost(new UUID(1, 2), 1));
  }

  @Test
  void candidatesDoNotPrint() {
    assertTrue(!DOOR.toString().contains("192"), DOOR.toString());
  }

  /** Whatever text comes, an answer has its lines and no others. */
  @Property(tries = 500)
  void noTextAddsALine(@ForAll String mid, @ForAll String pwd, @ForAll String address) {
    try {
      String sdp = write(mid, pwd, List.of(new AnswerCandidate(address, 1)));
      assertEquals(16, sdp.split("\r\n").length);
    } catch (IllegalArgumentException refused) {
      assertTrue(refused.getMessage().length() < 120);
    }
  }
}
