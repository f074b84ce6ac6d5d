package dev.lanward.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanward.core.Bytes;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.testing.Vectors;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What players say to the device and to each other, and what they may not (docs/rooms.md). */
class RoomsTest extends RoomsFixture {
  @Test
  void whoJoinsHearsOfAllAndAllHearOfIt() {
    join(ADA, "Ada");
    assertEquals(1, state(ADA).get("players").size());
    assertEquals(ADA, state(ADA).get("you").textValue());
    join(BOB, "Bob");
    for (String each : List.of(ADA, BOB)) {
      JsonNode players = state(each).get("players");
      assertEquals(List.of("Ada", "Bob"), texts(players, "name"));
      assertEquals(List.of(ADA, BOB), texts(players, "id"));
      assertEquals(print(2).toString(), players.get(1).get("fingerprint").textValue());
      assertEquals(ADA, state(each).get("host").textValue());
      assertEquals(ADA, state(each).get("owner").textValue());
      assertEquals(1, state(each).get("term").intValue());
    }
  }

  @TestFactory
  Stream<DynamicTest> aRoomIsSaidAsTheVectorHasIt() {
    return Vectors.each(
        "room-desk.json",
        vector -> {
          String why = vector.get("why").textValue();
          if (why.equals("another connection of this page has its place")) {
            assertEquals(vector.get("text").textValue(), RoomsProtocol.REPLACED);
          }
          boolean isInvited = why.equals("a room of one, whose owner may show the device's code");
          if (!why.equals("a room of one") && !isInvited) {
            return;
          }
          rooms.invite(isInvited ? Optional.of(INVITATION) : Optional.empty());
          String a1 = "a1".repeat(16);
          rooms.enter(now, a1, new Fingerprint(Bytes.ofHex("a1".repeat(32))));
          says(a1, joining("main", "Ada"));
          assertEquals(vector.get("text").textValue(), lastText(a1, "room"));
        });
  }

  @Test
  void nobodyHearsOfAnotherRoomOrReachesIntoIt() {
    join(ADA, "Ada");
    join(EVE, "Eve", "other");
    assertEquals(1, state(ADA).get("players").size());
    assertEquals(1, state(EVE).get("players").size());
    out.clear();
    says(EVE, call(ADA));
    assertEquals("away", json(lastText(EVE, "refused")).get("code").textValue());
    rooms.handleRelay(now, EVE, frame(ADA, "hi"), true);
    drain();
    assertEquals(List.of(), relayed());
    assertEquals(List.of(), textsTo(ADA));
  }

  @Test
  void playersAreIntroducedWithTheFingerprintsThatTheDeviceHasCompared() {
    join(ADA, "Ada");
    join(BOB, "Bob");
    says(ADA, call(BOB).replace("{", "{\"fingerprint\":\"" + print(9) + "\","));
    JsonNode called = json(lastText(BOB, "called"));
    assertEquals(print(1).toString(), called.get("fingerprint").textValue());
    assertEquals(ADA, called.get("from").textValue());
    says(BOB, call(ADA).replace("\"call\",", "\"answer\","));
    assertEquals(
        print(2).toString(), json(lastText(ADA, "answered")).get("fingerprint").textValue());
  }

  @Test
  void whatIsPassedOnCarriesTheDevicesWordOfWhoSaysIt() {
    join(ADA, "Ada");
    join(BOB, "Bob");
    rooms.handleRelay(now, ADA, frame(BOB, "hi"), false);
    drain();
    assertEquals(List.of(new Output.Relay(BOB, frame(ADA, "hi"), false)), relayed());
  }

  @Test
  void whatIsForNobodyOrTooLargeIsNotPassedOn() {
    join(ADA, "Ada");
    join(BOB, "Bob");
    String largest = "x".repeat(RoomsProtocol.MAX_RELAYED_BYTES);
    for (Bytes each :
        List.of(
            Bytes.empty(),
            Bytes.ofHex(BOB),
            frame(EVE, "hi"),
            frame(ADA, "me"),
            frame(BOB, largest + "x"))) {
      rooms.handleRelay(now, ADA, each, true);
    }
    drain();
    assertEquals(List.of(), relayed());
    rooms.handleRelay(now, ADA, frame(BOB, largest), true);
    drain();
    assertEquals(1, relayed().size());
  }

  @Test
  void aPingIsAnsweredWithTheClock() {
    join(ADA, "Ada");
    now = now.plus(Duration.ofMillis(1_234));
    says(ADA, "{\"type\":\"ping\",\"sent\":77}");
    assertEquals("{\"type\":\"pong\",\"sent\":77,\"clock\":1001234}", lastText(ADA, "pong"));
  }

  @Test
  void nineDoNotFitAndSeventeenRoomsNeither() {
    for (int i = 0; i < RoomsProtocol.MOST_PLAYERS; i++) {
      join(id(10 + i), "P" + i);
    }
    join(ADA, "Ada");
    assertEquals("full", refusal(ADA));
    for (int i = 1; i < RoomsProtocol.MOST_ROOMS; i++) {
      join(id(100 + i), "P", "room-" + i);
    }
    join(BOB, "Bob", "one-more");
    assertEquals("full", refusal(BOB));
    says(id(10), "{\"type\":\"leave\"}");
    join(ADA, "Ada");
    assertEquals(8, state(ADA).get("players").size());
  }

  @Test
  void theOwnerKicksBansAndLocksAndNobodyElseDoes() {
    join(ADA, "Ada");
    join(BOB, "Bob");
    join(EVE, "Eve");
    says(EVE, order("kick", BOB));
    says(EVE, "{\"type\":\"lock\",\"locked\":true}");
    assertEquals(3, state(ADA).get("players").size());
    assertFalse(state(ADA).get("locked").booleanValue());
    says(ADA, order("kick", EVE));
    assertEquals("kicked", refusal(EVE));
    assertEquals("Eve", json(lastText(BOB, "kicked")).get("name").textValue());
    join(EVE, "Eve");
    assertEquals("kicked", refusal(EVE), "not at once");
    now = now.plus(RoomsProtocol.KICKED).plus(Duration.ofMillis(1));
    join(EVE, "Eve");
    assertEquals(EVE, state(EVE).get("you").textValue());
    says(ADA, order("ban", EVE));
    now = now.plus(RoomsProtocol.KICKED).plus(Duration.ofMillis(1));
    join(EVE, "Eve");
    assertEquals("banned", refusal(EVE));
  }

  @Test
  void aLockedRoomLetsInWhoHasAPlace() {
    join(ADA, "Ada");
    join(BOB, "Bob");
    says(ADA, "{\"type\":\"lock\",\"locked\":true}");
    join(EVE, "Eve");
    assertEquals("locked", refusal(EVE));
    rooms.leave(now, BOB);
    join(BOB, "Bob");
    assertEquals(2, state(BOB).get("players").size());
    rooms.lock(now, false);
    join(EVE, "Eve");
    assertEquals(3, state(EVE).get("players").size());
  }

  @Test
  void theDevicesOwnerKicksByName() {
    join(ADA, "Ada");
    join(BOB, "Bob");
    assertEquals(0, rooms.kick(now, "Carol", false));
    assertEquals(1, rooms.kick(now, "bob", true));
    drain();
    assertEquals("banned", refusal(BOB));
    assertEquals(List.of("owner"), told(RoomEvent.What.KICKED).map(RoomEvent::why).toList());
  }

  @Test
  void nobodyPassesForAnotherByItsName() {
    join(ADA, "Ada");
    join(BOB, "ada");
    join(EVE, "Ada");
    assertEquals(List.of("Ada", "ada 2", "Ada 3"), texts(state(ADA).get("players"), "name"));
    String long64 = "\u2600".repeat(64);
    join(id(4), long64);
    join(id(5), long64);
    assertEquals(
        "\u2600".repeat(62) + " 2", state(ADA).get("players").get(4).get("name").textValue());
  }

  @Test
  void aFloodOnTheDeskIsKickedAndNamedAndTheOthersAreNotSlowed() {
    join(ADA, "Ada");
    join(EVE, "Eve");
    for (int i = 0; i < 5_000; i++) {
      rooms.handleText(now, EVE, "{\"type\":\"ping\",\"sent\":1}");
    }
    drain();
    assertEquals("kicked", refusal(EVE));
    assertEquals("flood", json(lastText(ADA, "kicked")).get("why").textValue());
    assertEquals(List.of(ADA), texts(state(ADA).get("players"), "id"));
    says(ADA, "{\"type\":\"ping\",\"sent\":5}");
    assertTrue(lastText(ADA, "pong").contains("\"sent\":5"));
    assertTrue(out.size() < 5_000, "a flood is not answered");
  }

  @Test
  void whoSaysNonsenseIsKickedAfterTwentyTimes() {
    join(ADA, "Ada");
    join(EVE, "Eve");
    for (int i = 0; i < 20; i++) {
      says(EVE, "{");
    }
    assertEquals(2, state(ADA).get("players").size());
    says(EVE, "{");
    assertEquals("malformed", json(lastText(ADA, "kicked")).get("why").textValue());
  }

  @Test
  void aReportCountsNoMoreWhenWhoMadeItHasLeft() {
    join(ADA, "Ada");
    join(BOB, "Bob");
    join(EVE, "Eve");
    join(id(4), "Dan");
    for (int i = 5; i <= 7; i++) {
      join(id(i), "P" + i);
      says(id(i), order("report", ADA));
      says(id(i), "{\"type\":\"leave\"}");
    }
    says(BOB, order("report", ADA));
    assertEquals(4, state(BOB).get("players").size());
    says(EVE, order("report", ADA));
    assertEquals("reported", json(lastText(BOB, "kicked")).get("why").textValue());
  }

  @Test
  void nobodyIsKickedForAnsweringWhoWasReloadedMeanwhile() {
    join(ADA, "Ada");
    join(BOB, "Bob");
    for (int i = 0; i < 200; i++) {
      says(ADA, call(BOB, i));
      comesAnew(ADA, "Ada", i);
      passes(Duration.ofMillis(250));
      if (i % 4 == 0) {
        says(BOB, "{\"type\":\"ping\",\"sent\":1}");
      }
      says(BOB, call(ADA, i).replace("\"call\",", "\"answer\","));
    }
    assertEquals(2, state(BOB).get("players").size());
    assertEquals(0, told(RoomEvent.What.KICKED).count());
  }

  @Test
  void nobodyIsKickedForCallingWhoIsReloadedAgainAndAgain() {
    join(ADA, "Ada");
    join(BOB, "Bob");
    for (int i = 0; i < 400; i++) {
      comesAnew(BOB, "Bob", i);
      says(ADA, call(BOB, i));
      passes(Duration.ofMillis(125));
      if (i % 8 == 0) {
        says(ADA, "{\"type\":\"ping\",\"sent\":1}");
      }
    }
    assertEquals(2, state(ADA).get("players").size());
    assertEquals(0, told(RoomEvent.What.KICKED).count());
  }

  @Test
  void aCallOutlivesThatThePageComesBackByTheSameVisit() {
    join(ADA, "Ada");
    join(BOB, "Bob");
    says(ADA, call(BOB));
    join(ADA, "Ada");
    says(BOB, call(ADA).replace("\"call\",", "\"answer\","));
    assertEquals(CALL, json(lastText(ADA, "answered")).get("call").textValue());
  }

  @Test
  void aCallThatIsNoneIsWorthFiftyFouls() {
    join(ADA, "Ada");
    join(EVE, "Eve");
    for (int i = 0; i < 21; i++) {
      says(EVE, call(ADA).replace("50000", "0"));
    }
    assertEquals("malformed", json(lastText(ADA, "kicked")).get("why").textValue());
  }

  @Test
  void whoOpensTheDeskAnewHasNoMoreAllowedToIt() {
    join(ADA, "Ada");
    join(EVE, "Eve");
    for (int i = 0; i < 30; i++) {
      rooms.enter(now, EVE, print(3));
      says(EVE, "{");
    }
    assertEquals("malformed", json(lastText(ADA, "kicked")).get("why").textValue());
  }

  @Test
  void aFloodThatIsToBePassedOnIsPassedOnInPartAndThenKicked() {
    join(ADA, "Ada");
    join(EVE, "Eve");
    for (int i = 0; i < 10_000; i++) {
      rooms.handleRelay(now, EVE, frame(ADA, "x"), false);
    }
    drain();
    assertEquals(512, relayed().size());
    assertEquals("flood", json(lastText(ADA, "kicked")).get("why").textValue());
  }

  @Test
  void whoLeavesAndJoinsHasNoMorePassedOn() {
    join(ADA, "Ada");
    join(EVE, "Eve");
    for (int i = 0; i < 600; i++) {
      rooms.handleRelay(now, EVE, frame(ADA, "x"), false);
    }
    says(EVE, "{\"type\":\"leave\"}");
    join(EVE, "Eve");
    for (int i = 0; i < 10; i++) {
      rooms.handleRelay(now, EVE, frame(ADA, "x"), false);
    }
    drain();
    assertEquals(512, relayed().size());
  }

  @Test
  void oneReportIsNotEnoughAndMoreThanHalfOfTheOthersIs() {
    join(ADA, "Ada");
    join(BOB, "Bob");
    join(EVE, "Eve");
    says(ADA, order("report", EVE));
    says(ADA, order("report", EVE));
    says(EVE, order("report", EVE));
    assertEquals(3, state(ADA).get("players").size());
    says(BOB, order("report", EVE));
    assertEquals("reported", json(lastText(ADA, "kicked")).get("why").textValue());
    assertEquals(2, state(ADA).get("players").size());
  }

  @Test
  void whatNoPageOfGoodWillHasPassedOnIsWorthFiftyFouls() {
    join(ADA, "Ada");
    join(EVE, "Eve");
    Bytes tooLarge = frame(ADA, "x".repeat(RoomsProtocol.MAX_RELAYED_BYTES + 1));
    for (int i = 0; i < 21; i++) {
      rooms.handleRelay(now, EVE, i % 2 == 0 ? tooLarge : Bytes.empty(), i % 3 == 0);
    }
    drain();
    assertEquals(List.of(), relayed());
    assertEquals("malformed", json(lastText(ADA, "kicked")).get("why").textValue());
  }

  private void comesAnew(String peer, String name, int visit) {
    rooms.enter(now, peer, print(Integer.parseInt(peer, 16)));
    says(peer, joining("main", name).replace(VISIT, "%016x".formatted(visit)));
  }

  private static String call(String to, int number) {
    return call(to).replace(CALL, "%016x".formatted(number));
  }

  @Test
  void whoHasNotJoinedCanDoNothing() {
    join(ADA, "Ada");
    rooms.enter(now, EVE, print(3));
    for (String each : List.of(order("kick", ADA), call(ADA), "{\"type\":\"ping\",\"sent\":1}")) {
      says(EVE, each);
    }
    rooms.handleRelay(now, EVE, frame(ADA, "hi"), true);
    drain();
    assertEquals(List.of(), relayed());
    assertEquals(List.of(), textsTo(EVE));
    assertEquals(4, rooms.passedOver());
  }
}
