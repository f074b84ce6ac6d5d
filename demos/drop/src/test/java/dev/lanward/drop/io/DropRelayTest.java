package dev.lanward.drop.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lanward.core.Bytes;
import dev.lanward.drop.DropProtocol;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.testing.Vectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Section 9 of docs/drop.md. */
class DropRelayTest {
  private static final Bytes DATA = Bytes.ofHex("000102ff");

  private final DropRelay relay = new DropRelay();
  private final FakeSession ada = page(1, "Ada");
  private final FakeSession bob = page(2, "Bob");

  @Test
  void eachPageHearsWhoElseIsHereAndWhenThatChanges() throws IOException {
    FakeChannel adas = enter(ada);
    assertEquals(List.of("{\"type\":\"present\",\"pages\":[]}"), adas.sent);
    FakeChannel bobs = enter(bob);
    assertEquals("Bob", latest(adas).get(0).get("name").textValue());
    assertEquals(id(1), latest(bobs).get(0).get("id").textValue());
    bobs.close();
    assertEquals(0, latest(adas).size());
    assertEquals(3, adas.sent.size());
    enter(page(2, "Bob's new name"));
    assertEquals("Bob's new name", latest(adas).get(0).get("name").textValue());
  }

  @Test
  void whatIsSaidIsWhatTheVectorsHave() {
    JsonNode two = Vectors.entries("drop-desk.json", "vectors").get(1);
    FakeChannel hears = enter(page(9, "Me"));
    for (JsonNode each : two.get("pages")) {
      enter(new FakeSession(each.get("id").textValue(), each.get("name").textValue(), print(7)));
    }
    assertEquals(two.get("text").textValue(), hears.sent.get(hears.sent.size() - 1));
  }

  @Test
  void everyMessagePassesBothWaysAndTheEndToo() {
    enter(ada);
    enter(bob);
    FakeChannel incoming = sends(ada, 2);
    FakeChannel outgoing = bob.opened.get(0);
    assertEquals(DropRelay.FROM + id(1), outgoing.label());
    assertEquals(DropProtocol.PROTOCOL, outgoing.protocol());
    incoming.hears("offer");
    incoming.hears(DATA);
    outgoing.hears("pull");
    assertEquals(List.of("offer", DATA), outgoing.sent);
    assertEquals(List.of("pull"), incoming.sent);
    outgoing.close();
    assertFalse(incoming.isOpen());
  }

  @Test
  void whenTheSenderGoesTheReceiverHearsOfIt() {
    enter(ada);
    enter(bob);
    FakeChannel incoming = sends(ada, 2);
    incoming.close();
    assertFalse(bob.opened.get(0).isOpen());
  }

  @Test
  void whoSaysMoreThanASessionBearsIsCutOff() {
    enter(ada);
    enter(bob);
    FakeChannel incoming = sends(ada, 2);
    bob.opened.get(0).isFull = true;
    incoming.hears(DATA);
    assertFalse(incoming.isOpen());
    assertFalse(bob.opened.get(0).isOpen());
  }

  @Test
  void twoTransfersOfAPageAndToOneAtATime() {
    enter(ada);
    enter(bob);
    FakeChannel first = sends(ada, 2);
    sends(ada, 2);
    assertRefused("busy", sends(ada, 2));
    FakeSession eve = page(3, "Eve");
    enter(eve);
    assertRefused("busy", sends(eve, 2));
    first.close();
    assertTrue(sends(eve, 2).isOpen());
  }

  @Test
  void aPageThatIsNotHereAnyMoreIsAway() {
    enter(ada);
    FakeChannel bobs = enter(bob);
    bobs.close();
    assertRefused("away", sends(ada, 2));
    FakeSession gone = page(3, "Gone");
    enter(gone);
    gone.close();
    assertRefused("away", sends(ada, 3));
    assertRefused("away", sends(ada, 3));
    assertRefused("away", sends(ada, 3)); // A refusal takes no place.
  }

  @Test
  void aChannelOfAnotherProtocolIsRefused() {
    enter(ada);
    enter(bob);
    assertRefused("unsupported", ada.opens(DropRelay.TO + id(2), "lanward-drop-9"));
    relay.join(page(4, "Old"));
    FakeSession old = page(5, "Old");
    relay.join(old);
    assertFalse(old.opens(DropRelay.DESK_LABEL, "lanward-drop-desk-9").isOpen());
  }

  @Test
  void nobodySendsToHimselfOrWithoutBeingHere() {
    enter(ada);
    assertFalse(ada.takes(DropRelay.TO + id(1)));
    FakeSession silent = page(6, "Silent");
    relay.join(silent);
    assertFalse(silent.takes(DropRelay.TO + id(1)));
    assertFalse(ada.takes(DropRelay.TO + id(6)));
  }

  @Test
  void aPageThatConnectsAnewTakesItsOwnPlace() throws IOException {
    FakeChannel adas = enter(ada);
    FakeChannel before = enter(bob);
    FakeSession again = page(2, "Bob");
    enter(again);
    before.close(); // The former session's end comes late.
    assertEquals(1, latest(adas).size());
    sends(ada, 2).hears("offer");
    assertEquals(List.of("offer"), again.opened.get(0).sent);
    assertEquals(List.of(), bob.opened);
  }

  @Test
  void twoPagesAreIntroducedWithTheFingerprintsThatTheirSessionsHave() {
    FakeChannel adas = enter(ada);
    FakeChannel bobs = enter(bob);
    adas.hears(says("call", 2));
    assertTrue(latestText(bobs).contains("\"fingerprint\":\"" + print(1) + "\""));
    bobs.hears(says("answer", 1));
    assertTrue(latestText(adas).contains("\"type\":\"answered\""));
    assertTrue(latestText(adas).contains("\"fingerprint\":\"" + print(2) + "\""));
  }

  @Test
  void aFormerSessionOfAPageCallsNobodyAndIsNotCalled() {
    FakeChannel adas = enter(ada);
    FakeChannel before = enter(bob);
    FakeChannel again = enter(page(2, "Bob"));
    int heard = adas.sent.size();
    before.hears(says("call", 1));
    assertEquals(heard, adas.sent.size());
    int told = before.sent.size();
    adas.hears(says("call", 2));
    assertEquals(told, before.sent.size());
    assertTrue(latestText(again).contains("\"type\":\"called\""));
  }

  @Test
  void whatIsNoCallIsPassedOverAndTheDeskStaysOpen() {
    FakeChannel adas = enter(ada);
    FakeChannel bobs = enter(bob);
    int heard = bobs.sent.size();
    adas.hears("nonsense");
    adas.hears(DATA);
    adas.hears("x".repeat(1 << 16));
    bobs.isFull = true;
    adas.hears(says("call", 2)); // Who does not listen is not waited for.
    assertEquals(heard, bobs.sent.size());
    assertTrue(adas.isOpen() && bobs.isOpen());
  }

  @Test
  void asManyPagesAsThereMayBe() throws IOException {
    List<FakeChannel> desks = new ArrayList<>();
    for (int i = 0; i < DropRelay.MOST_PAGES; i++) {
      desks.add(enter(page(10 + i, "Page " + i)));
    }
    assertFalse(enter(ada).isOpen());
    assertEquals(DropRelay.MOST_PAGES - 1, latest(desks.get(0)).size());
    assertTrue(((String) desks.get(0).sent.get(desks.get(0).sent.size() - 1)).length() < 65_536);
    desks.get(1).close();
    assertTrue(enter(bob).isOpen());
  }

  private FakeChannel enter(FakeSession session) {
    relay.join(session);
    return session.opens(DropRelay.DESK_LABEL, DropRelay.DESK_PROTOCOL);
  }

  private static FakeChannel sends(FakeSession from, int to) {
    return from.opens(DropRelay.TO + id(to), DropProtocol.PROTOCOL);
  }

  private static void assertRefused(String code, FakeChannel channel) {
    assertFalse(channel.isOpen());
    assertEquals(1, channel.sent.size());
    assertTrue(channel.sent.get(0).toString().contains("\"code\":\"" + code + "\""), code);
  }

  private static String says(String type, int to) {
    return "{\"type\":\"%s\",\"to\":\"%s\",\"call\":\"0011223344556677\",\"ufrag\":\"abcd\","
            .formatted(type, id(to))
        + "\"pwd\":\"0123456789012345678901\",\"candidates\":[{\"address\":\"10.0.0.1\",\"port\":9,\"priority\":7}]}";
  }

  private static String latestText(FakeChannel desk) {
    return (String) desk.sent.get(desk.sent.size() - 1);
  }

  private static JsonNode latest(FakeChannel desk) throws IOException {
    return new ObjectMapper().readTree((String) desk.sent.get(desk.sent.size() - 1)).get("pages");
  }

  private static FakeSession page(int number, String name) {
    return new FakeSession(id(number), name, print(number));
  }

  private static String id(int number) {
    return "%032x".formatted(number);
  }

  private static Fingerprint print(int number) {
    return new Fingerprint(Bytes.ofHex("%064x".formatted(number)));
  }
}
