package dev.lanward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.drop.DropException;
import dev.lanward.drop.EntryPath;
import dev.lanward.drop.io.DropOffer;
import dev.lanward.drop.io.DropReceiver;
import dev.lanward.drop.io.PipeSource;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.peer.Peer;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is typed answers the question that was asked last, and no other. */
class DropDeskTest {
  private static final PrintStream NOWHERE = new PrintStream(PrintStream.nullOutputStream());

  private final List<String> told = new ArrayList<>();
  private final DropDesk desk =
      new DropDesk(
          new Terminal(InputStream.nullInputStream(), NOWHERE, NOWHERE, name -> null, true, true),
          new Told(),
          peer -> false,
          false);

  @Test
  void oneQuestionAtATime() throws Exception {
    desk.offered(offer("Ada"), answer("Ada"));
    desk.offered(offer("Bob"), answer("Bob"));
    assertEquals(List.of("Ada, asked", "Bob"), told);
    told.clear();

    assertTrue(desk.takeTyped("n"));
    assertEquals(List.of("Bob, asked", "Ada declined"), told);
    told.clear();

    assertTrue(desk.takeTyped("y"));
    assertEquals(List.of("Bob accepted"), told);
    assertFalse(desk.takeTyped("y"), "nothing is asked");
  }

  @Test
  void whoGivesUpMakesRoomForTheNext() throws Exception {
    DropOffer first = offer("Ada");
    desk.offered(first, answer("Ada"));
    desk.offered(offer("Bob"), answer("Bob"));
    told.clear();

    desk.cut(first);
    assertEquals(List.of("Bob, asked", "Ada cut"), told);
  }

  private static DropOffer offer(String from) throws Exception {
    String id = from.equals("Ada") ? "01".repeat(16) : "02".repeat(16);
    Fingerprint print = new Fingerprint(Bytes.ofHex(id + id));
    Peer peer = new Peer(id, from, "", print, false, Instant.EPOCH, Instant.EPOCH);
    return new DropOffer(peer, PipeSource.manifest(EntryPath.parse("a")), Bytes.ofHex(id + id));
  }

  private DropReceiver.Answer answer(String to) {
    return new DropReceiver.Answer() {
      @Override
      public void accept() {
        told.add(to + " accepted");
      }

      @Override
      public void decline(String message) {
        told.add(to + " declined");
      }
    };
  }

  private final class Told implements DropEvents {
    @Override
    public boolean isForPrograms() {
      return false;
    }

    @Override
    public void offer(DropOffer offer, boolean isAsked) {
      told.add(offer.peer().name() + (isAsked ? ", asked" : ""));
    }

    @Override
    public void begins(DropOffer offer, long keptBytes, boolean isOverTls) {}

    @Override
    public void progress(DropOffer offer, long keptBytes, long takenBytes) {}

    @Override
    public void received(DropOffer offer) {}

    @Override
    public void cut(DropOffer offer) {
      told.add(offer.peer().name() + " cut");
    }

    @Override
    public void failed(DropOffer offer, DropException why) {}

    @Override
    public void refused(Peer peer, DropException why) {}
  }
}
