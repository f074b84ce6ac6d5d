package dev.lanward.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Who has a place in a room, and who is host, as pages and the device come and go (docs/rooms.md,
 * section 3).
 */
class RoomPlacesTest extends RoomsFixture {
  @Test
  void theHostIsFollowedByWhoHasBeenHereLongest() {
    join(ADA, "Ada");
    join(BOB, "Bob");
    join(EVE, "Eve");
    rooms.leave(now, ADA);
    drain();
    assertEquals(BOB, state(EVE).get("host").textValue());
    assertEquals(2, state(EVE).get("term").intValue());
    assertTrue(state(EVE).get("players").get(0).get("away").booleanValue());
    join(ADA, "Ada");
    assertEquals(BOB, state(ADA).get("host").textValue(), "who comes back is not host again");
    assertEquals(List.of(ADA, BOB, EVE), texts(state(ADA).get("players"), "id"));
  }

  @Test
  void whoIsSilentIsAwayAndWhoIsAwayForLongHasNoPlaceAnyMore() {
    join(ADA, "Ada");
    join(BOB, "Bob");
    passes(RoomsProtocol.SILENCE.plusMillis(1), BOB);
    assertEquals(BOB, state(BOB).get("host").textValue());
    says(ADA, "{\"type\":\"ping\",\"sent\":1}");
    assertFalse(state(BOB).get("players").get(0).get("away").booleanValue(), "it pings again");
    passes(RoomsProtocol.SILENCE.plusMillis(1), BOB);
    passes(RoomsProtocol.AWAY.plusMillis(300), BOB);
    assertEquals(List.of(BOB), texts(state(BOB).get("players"), "id"));
    assertFalse(state(BOB).has("owner"));
  }

  @Test
  void aPageThatComesBackBeforeItsSessionHasEndedStaysHost() {
    join(ADA, "Ada");
    join(BOB, "Bob");
    join(ADA, "Ada");
    assertEquals(ADA, state(BOB).get("host").textValue());
    assertEquals(1, state(BOB).get("term").intValue());
  }

  @Test
  void aPageIsInOneRoomAtATime() {
    join(ADA, "Ada");
    join(BOB, "Bob");
    rooms.leave(now, BOB);
    join(BOB, "Bob", "other");
    assertEquals(List.of(ADA), texts(state(ADA).get("players"), "id"));
  }

  @Test
  void aRestartKeepsPlacesHostTermBansAndLocks() {
    join(ADA, "Ada");
    join(BOB, "Bob");
    join(EVE, "Eve");
    says(ADA, order("ban", EVE));
    rooms.leave(now, ADA);
    join(ADA, "Ada");
    says(ADA, "{\"type\":\"lock\",\"locked\":true}");
    restart();
    join(ADA, "Ada");
    assertEquals(BOB, state(ADA).get("host").textValue(), "the host is waited for");
    assertEquals(2, state(ADA).get("term").intValue());
    join(EVE, "Eve");
    assertEquals("banned", refusal(EVE));
    join(id(4), "Dan");
    assertEquals("locked", refusal(id(4)));
    join(BOB, "Bob");
    passes(RoomsProtocol.HOST_GRACE, ADA, BOB);
    assertEquals(BOB, state(ADA).get("host").textValue());
    says(ADA, order("kick", BOB));
    assertEquals("kicked", refusal(BOB), "the owner is owner still");
  }

  @Test
  void aHostThatDoesNotComeBackAfterARestartIsFollowed() {
    join(ADA, "Ada");
    join(BOB, "Bob");
    restart();
    join(BOB, "Bob");
    assertEquals(ADA, state(BOB).get("host").textValue());
    passes(RoomsProtocol.HOST_GRACE.plusMillis(300), BOB);
    assertEquals(BOB, state(BOB).get("host").textValue());
    assertEquals(2, state(BOB).get("term").intValue());
  }

  @Test
  void aHostIsWaitedForWhereItIsTheDeviceThatWasCutOff() {
    join(ADA, "Ada");
    join(BOB, "Bob");
    says(BOB, "{\"type\":\"ping\",\"sent\":1}");
    passes(Duration.ofMillis(600), BOB);
    passes(Duration.ofSeconds(90));
    says(BOB, "{\"type\":\"ping\",\"sent\":1}");
    assertEquals(ADA, state(BOB).get("host").textValue());
    says(ADA, "{\"type\":\"ping\",\"sent\":1}");
    passes(RoomsProtocol.HOST_GRACE, ADA, BOB);
    assertEquals(ADA, state(BOB).get("host").textValue());
    assertEquals(1, state(BOB).get("term").intValue());
  }

  @Test
  void whoPingsWithoutAPlaceHasItsDeskClosedSoThatItJoinsAnew() {
    join(ADA, "Ada");
    join(BOB, "Bob");
    passes(RoomsProtocol.SILENCE.plus(RoomsProtocol.AWAY).plusSeconds(1), BOB);
    assertEquals(List.of(BOB), texts(state(BOB).get("players"), "id"));
    says(ADA, "{\"type\":\"ping\",\"sent\":1}");
    assertTrue(out.contains(new Output.Close(ADA)));
    join(ADA, "Ada");
    assertEquals(2, state(ADA).get("players").size());
  }

  @Test
  void aRoomThatIsEmptyIsGone() {
    join(ADA, "Ada");
    says(ADA, "{\"type\":\"leave\"}");
    assertEquals(List.of(), rooms.states());
    join(BOB, "Bob");
    assertEquals(BOB, state(BOB).get("owner").textValue());
  }
}
