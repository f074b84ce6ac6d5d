package dev.lanward.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.MalformedMessageException;
import dev.lanward.pairing.PairingCode;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whose page is told what lets the next player in (docs/rooms.md, section 3). */
class RoomsInvitationTest extends RoomsFixture {
  @Test
  void whoMadeTheUsualRoomMayShowWhatTheDeviceShows() {
    join(ADA, "Ada");
    join(BOB, "Bob");
    join(EVE, "Eve", "other");
    rooms.invite(Optional.of(INVITATION));
    drain();
    assertEquals("7-482913", state(ADA).get("invitation").get("code").textValue());
    assertFalse(state(BOB).has("invitation"), "not the owner");
    assertFalse(state(EVE).has("invitation"), "the owner of another room");
    says(ADA, "{\"type\":\"lock\",\"locked\":true}");
    assertFalse(state(ADA).has("invitation"), "nobody is let in");
    says(ADA, "{\"type\":\"lock\",\"locked\":false}");
    rooms.invite(Optional.of(new Invitation(code("7-000001"), INVITATION.link(), "")));
    drain();
    assertEquals("7-000001", state(ADA).get("invitation").get("code").textValue());
    assertFalse(state(ADA).get("invitation").has("page"));
    rooms.invite(Optional.empty());
    drain();
    assertFalse(state(ADA).has("invitation"), "pairing is closed");
  }

  @Test
  void whoseRoomIsNotTheUsualOneIsNeverInvited() {
    join(ADA, "Ada");
    join(EVE, "Eve", "other");
    rooms.invite(Optional.of(INVITATION));
    says(ADA, "{\"type\":\"leave\"}");
    assertFalse(state(EVE).has("invitation"), "hers is the only room now");
    join(ADA, "Ada");
    assertTrue(state(ADA).has("invitation"));
  }

  @Test
  void whoWasSentOutIsNotInvitedByARoomOfItsOwn() {
    join(ADA, "Ada");
    join(BOB, "Bob");
    rooms.invite(Optional.of(INVITATION));
    assertEquals(1, rooms.kick(now, "Ada", false));
    drain();
    join(ADA, "Ada", "mine");
    assertFalse(state(ADA).has("invitation"));
    assertFalse(state(BOB).has("invitation"), "host, but not the owner");
    says(BOB, "{\"type\":\"leave\"}");
    join(ADA, "Ada");
    assertTrue(state(ADA).has("owner"), "the room of before is gone, and so is what it knew");
    assertFalse(state(ADA).has("invitation"));
  }

  @Test
  void whatTheDeviceHasLockedNoPageUnlocksAndNobodyIsInvited() {
    join(ADA, "Ada");
    rooms.invite(Optional.of(INVITATION));
    rooms.lock(now, true);
    drain();
    says(ADA, "{\"type\":\"lock\",\"locked\":false}");
    assertTrue(state(ADA).get("locked").booleanValue());
    assertFalse(state(ADA).has("invitation"));
    rooms.lock(now, false);
    drain();
    assertTrue(state(ADA).has("invitation"));
  }

  private static PairingCode code(String text) {
    try {
      return PairingCode.parse(text);
    } catch (MalformedMessageException e) {
      throw new AssertionError(e);
    }
  }
}
