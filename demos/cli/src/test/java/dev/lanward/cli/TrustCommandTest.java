package dev.lanward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lanward.pairing.Pairing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustCommandTest {
  private final Pairing tablet = TestPeers.page("Kitchen tablet");
  private final Pairing doorbell = TestPeers.device("Doorbell");

  @TempDir Path state;

  @Test
  void listShowsWhoAndHowToKnowThem() {
    TestPeers.save(state, tablet, doorbell);
    Run run = Run.script(state).runs("trust", "list");
    assertEquals(Main.DONE, run.exitCode());
    assertTrue(run.out().contains("Kitchen tablet  (page)"), run.out());
    assertTrue(run.out().contains("Doorbell  (camera)"), run.out());
    assertTrue(run.out().contains(tablet.id()), run.out());
    assertTrue(run.out().contains(doorbell.fingerprint().toString().substring(48)), run.out());
    assertTrue(run.lines().stream().allMatch(line -> line.length() <= 80), run.out());
    assertFalse(run.out().contains("\u001b"), "no colours in a pipe");
  }

  @Test
  void listAsJsonIsAnObjectALine() throws Exception {
    TestPeers.save(state, tablet, doorbell);
    Run run = Run.script(state).runs("trust", "list", "--json");
    assertEquals(2, run.lines().size());
    JsonNode second =
        run.lines().stream()
            .map(TrustCommandTest::json)
            .filter(peer -> peer.get("name").textValue().equals("Doorbell"))
            .findFirst()
            .orElseThrow();
    assertEquals("peer", second.get("event").textValue());
    assertEquals(doorbell.id(), second.get("peer").textValue());
    assertEquals("camera", second.get("type").textValue());
    assertEquals("device", second.get("kind").textValue());
    assertEquals(doorbell.fingerprint().toString(), second.get("fingerprint").textValue());
    assertEquals("2026-06-07T08:09:10Z", second.get("seen").textValue());
    assertFalse(run.out().contains(doorbell.key().bytes().toBase64()), "no key is printed");
  }

  @Test
  void whatAPeerCallsItselfIsShownWhereItIsCalledOtherwiseHere() {
    TestPeers.save(state, tablet, doorbell.withName("Front door"));
    Run run = Run.script(state).runs("trust", "list");
    assertTrue(run.out().contains("Front door  (camera)\n  calls itself Doorbell\n"), run.out());
    assertEquals(1, run.out().split("calls itself", -1).length - 1, run.out());
    String json = Run.script(state).runs("trust", "list", "--json").out();
    assertTrue(json.contains("\"name\":\"Front door\",\"ownName\":\"Doorbell\""), json);
  }

  @Test
  void anEmptyListSaysHowToBegin() {
    Run run = Run.script(state.resolve("new")).runs("trust", "list");
    assertEquals(Main.DONE, run.exitCode());
    assertTrue(run.out().contains("lanward pair CODE"), run.out());
    assertEquals("", Run.script(state).runs("trust", "list", "--json").out());
  }

  @Test
  void renameFindsPeersByNameInAnyCaseAndByEightDigits() {
    TestPeers.save(state, tablet, doorbell);
    assertEquals(
        Main.DONE, Run.script(state).runs("trust", "rename", "kitchen TABLET", "Bath").exitCode());
    String digits = doorbell.id().substring(0, 8);
    Run run = Run.script(state).runs("trust", "rename", digits, " Gate ", "--json");
    assertEquals("Gate", json(run.out()).get("name").textValue());
    assertEquals(
        List.of("Bath", "Gate"),
        TestPeers.all(state).stream().map(Pairing::name).sorted().toList());
  }

  @Test
  void grantDecidesAllThatAPeerMayUse() {
    TestPeers.save(state, tablet);
    Run run = Run.script(state).runs("trust", "grant", "kitchen tablet", "talk,video", "--json");
    assertEquals("video,talk", json(run.out()).get("grants").textValue());
    assertTrue(Run.script(state).runs("trust", "list").out().contains("may use      video,talk"));
    Run.script(state).runs("trust", "grant", "kitchen tablet", "none");
    assertTrue(
        Run.script(state).runs("trust", "list", "--json").out().contains("\"grants\":\"none\""));
    assertEquals(
        Main.USAGE,
        Run.script(state).runs("trust", "grant", "kitchen tablet", "everything").exitCode());
  }

  @Test
  void sevenDigitsAreNotEnough() {
    TestPeers.save(state, tablet);
    Run run = Run.script(state).runs("trust", "revoke", tablet.id().substring(0, 7), "--json");
    assertEquals(Main.FAILED, run.exitCode());
    assertEquals("unknown-peer", json(run.out()).get("code").textValue());
    assertEquals(1, TestPeers.all(state).size());
  }

  @Test
  void ofTwoPeersWithOneNameNeitherIsTaken() {
    Pairing twin = TestPeers.device("Twin").withName("Doorbell");
    TestPeers.save(state, doorbell, twin);
    Run run = Run.script(state).runs("trust", "revoke", "Doorbell");
    assertEquals(Main.FAILED, run.exitCode());
    assertTrue(run.err().contains(twin.id()) && run.err().contains(doorbell.id()), run.err());
    assertEquals(2, TestPeers.all(state).size());
  }

  /** Who typed {@code doorbell} so far would reach whoever has come to be called exactly so. */
  @Test
  void ofTwoPeersWithOneNameInTwoCasesNeitherIsTaken() {
    TestPeers.save(state, doorbell, TestPeers.page("doorbell"));
    Run run = Run.script(state).runs("trust", "revoke", "doorbell", "--json");
    assertEquals("ambiguous", json(run.out()).get("code").textValue());
    assertEquals(2, TestPeers.all(state).size());
  }

  /** A peer says what it is called when it pairs; which id it has nobody can choose. */
  @Test
  void anIdMeansItsOwnerWhateverAnotherPeerIsCalled() {
    TestPeers.save(state, TestPeers.page(doorbell.id()), doorbell);
    Run run = Run.script(state).runs("trust", "revoke", doorbell.id());
    assertEquals(Main.DONE, run.exitCode(), run.err());
    assertEquals(List.of(doorbell.id()), TestPeers.all(state).stream().map(Pairing::name).toList());
  }

  @Test
  void ofOneWhoIsCalledLikeTheBeginningOfAnIdAndItsOwnerNeitherIsTaken() {
    String digits = doorbell.id().substring(0, 8);
    TestPeers.save(state, TestPeers.page(digits), doorbell);
    Run run = Run.script(state).runs("trust", "revoke", digits, "--json");
    assertEquals(Main.FAILED, run.exitCode());
    assertEquals("ambiguous", json(run.out()).get("code").textValue());
    assertEquals(2, TestPeers.all(state).size());
  }

  @Test
  void aNameThatCannotBeSeenIsWrongUsage() {
    TestPeers.save(state, tablet);
    Run run = Run.script(state).runs("trust", "rename", "Kitchen tablet", "\u200b ");
    assertEquals(Main.USAGE, run.exitCode());
    assertEquals("Kitchen tablet", TestPeers.all(state).get(0).name());
  }

  @Test
  void revokeAsksAPersonAndTakesNoForAnAnswer() {
    TestPeers.save(state, tablet);
    Run no = Run.person(state, "\n").runs("trust", "revoke", "Kitchen tablet");
    assertEquals(Main.FAILED, no.exitCode());
    assertEquals(1, TestPeers.all(state).size());
    Run yes = Run.person(state, "y\n").runs("trust", "revoke", "Kitchen tablet");
    assertEquals(Main.DONE, yes.exitCode());
    assertEquals(List.of(), TestPeers.all(state));
  }

  @Test
  void revokeDoesNotAskScriptsNorThoseWhoSayYes() {
    TestPeers.save(state, tablet, doorbell);
    Run.person(state, "").runs("trust", "revoke", "Doorbell", "--yes");
    assertEquals(1, TestPeers.all(state).size());
    Run run = Run.script(state).runs("trust", "revoke", "Kitchen tablet", "--json");
    assertEquals("revoked", json(run.out()).get("event").textValue());
    assertEquals(List.of(), TestPeers.all(state));
  }

  @Test
  void aDamagedDatabaseIsOneLineWithTheNextStepAndIsLeftAlone() throws Exception {
    TestPeers.save(state, tablet);
    byte[] junk = "this is no database, and must stay as it is".repeat(200).getBytes("US-ASCII");
    Files.write(state.resolve("trust.db"), junk);
    Run run = Run.script(state).runs("trust", "list");
    assertEquals(Main.FAILED, run.exitCode());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains("Restore a copy"), run.err());
    org.junit.jupiter.api.Assertions.assertArrayEquals(
        junk, Files.readAllBytes(state.resolve("trust.db")));
  }

  static JsonNode json(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (java.io.IOException e) {
      throw new AssertionError("no JSON: " + line, e);
    }
  }
}
