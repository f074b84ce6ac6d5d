package dev.lanward.drop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Going over to TLS, or staying, as the two cores settle it (docs/drop.md section 10). */
class TlsInvitationTest {
  private static final TlsInvitation INVITATION =
      new TlsInvitation(50_123, Bytes.copyOf(new byte[32]));

  private final MemorySource source = new MemorySource().file("a", new byte[100 * 65_536]);
  private final MemoryShelf shelf = new MemoryShelf(source.manifest());
  private final SendingEnd sender =
      new SendingEnd(source.manifest(), source, Limits.defaults(), true);
  private final ReceivingEnd receiver = new ReceivingEnd(Limits.defaults());

  @Test
  void whoIsInvitedIsAskedForNothingBeforeItHasCome() {
    invite();
    assertTrue(receiver.isInviting());
    assertTrue(receiver.isOwed(), "the sender can answer without waiting for anybody");
    assertEquals(INVITATION, sender.invitation().orElseThrow());
    assertFalse(pass(sender, receiver), "and says nothing by itself");

    receiver.cameByTls();
    run();
    assertTrue(sender.isDone());
    assertEquals(100 * 65_536, shelf.published.get("a").length());
  }

  @Test
  void whoCannotComeStays() {
    invite();
    sender.stay();
    assertEquals(Optional.empty(), sender.invitation());
    run();
    assertTrue(sender.isDone());
    assertEquals(100 * 65_536, shelf.published.get("a").length());
  }

  @Test
  void moreIsAskedForAtOnceOverTls() {
    invite();
    receiver.cameByTls();
    assertEquals(101, pulled(), "all chunks and the end");
    assertEquals(64, pulledWithout());
  }

  @Test
  void whoWasNotInvitedCannotStay() {
    agree(Optional.empty());
    receiver.handleText("{\"type\":\"stay\"}");
    assertEquals("malformed", receiver.failure().orElseThrow().code());
  }

  @Test
  void whoHasComeCannotStay() {
    invite();
    receiver.cameByTls();
    receiver.handleText("{\"type\":\"stay\"}");
    assertEquals("malformed", receiver.failure().orElseThrow().code());
  }

  @Test
  void chunksBeforeItHasComeAreNotTaken() {
    invite();
    Bytes data = Bytes.copyOf(new byte[65_536]);
    receiver.handleBinary(
        DropWriter.binary(new DropMessage.Chunk(0, 0, TreeHash.leaf(data), data)));
    assertEquals("malformed", receiver.failure().orElseThrow().code());
    assertTrue(shelf.parts.isEmpty());
  }

  @Test
  void whoDidNotOfferItIsNotInvited() {
    SendingEnd plain = new SendingEnd(source.manifest(), source, Limits.defaults(), false);
    pass(plain, receiver);
    pass(receiver, plain);
    pass(plain, receiver);
    assertFalse(receiver.canTls());
    assertThrows(
        IllegalStateException.class, () -> receiver.accept(shelf, Optional.of(INVITATION)));

    plain.handleText(DropWriter.text(new DropMessage.Accept(0, Optional.of(INVITATION))));
    assertEquals("malformed", plain.failure().orElseThrow().code());
  }

  @Test
  void anInvitationPrintsWithoutItsToken() {
    Bytes token = Bytes.ofHex("5e".repeat(32));
    String printed = new TlsInvitation(1, token).toString();
    assertFalse(printed.contains(token.toHex()) || printed.contains(token.toBase64Url()), printed);
  }

  private void invite() {
    agree(Optional.of(INVITATION));
  }

  private void agree(Optional<TlsInvitation> invitation) {
    run();
    receiver.accept(shelf, invitation);
    pass(receiver, sender);
  }

  private void run() {
    while (pass(sender, receiver) | pass(receiver, sender)) {
      // Until nobody has anything to say.
    }
  }

  /** How many chunks, and ends, the receiver asks for now. */
  private int pulled() {
    return ((DropMessage.Pull) receiver.pollTransmit().orElseThrow()).count();
  }

  private int pulledWithout() {
    ReceivingEnd other = new ReceivingEnd(Limits.defaults());
    other.handleText(DropWriter.text(new DropMessage.Offer(1, 1, Optional.of(6_553_600L), true)));
    other.handleText(DropWriter.text(new DropMessage.Entries(List.copyOf(entries()))));
    other.accept(new MemoryShelf(source.manifest()));
    other.pollTransmit(); // more
    other.pollTransmit(); // accept
    return ((DropMessage.Pull) other.pollTransmit().orElseThrow()).count();
  }

  private List<Entry> entries() {
    return source.manifest().entries();
  }

  private static boolean pass(DropEnd from, DropEnd to) {
    Optional<DropMessage> message = from.pollTransmit();
    if (message.isPresent() && message.get() instanceof DropMessage.Chunk chunk) {
      to.handleBinary(DropWriter.binary(chunk));
    } else {
      message.ifPresent(text -> to.handleText(DropWriter.text(text)));
    }
    return message.isPresent();
  }
}
