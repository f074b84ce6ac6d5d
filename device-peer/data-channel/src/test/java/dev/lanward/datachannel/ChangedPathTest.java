package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@link Association#setPath} in the middle of a session, after the path before it fell silent. */
class ChangedPathTest {
  private static final long SECOND = Pair.SECOND;

  private final Pair pair = Pair.connected(1);
  private int id;

  @BeforeEach
  void openAndCut() {
    id = pair.open(pair.client, ChannelOptions.reliable("x"));
    pair.runFor(SECOND);
    pair.client.cut = true;
    pair.server.cut = true;
    pair.send(pair.client, id, "lost at first");
  }

  private void mend() {
    pair.client.cut = false;
    pair.server.cut = false;
  }

  @Test
  void timeoutsWithoutAnyAnswerAreCounted() {
    pair.runFor(SECOND / 10);
    assertEquals(0, pair.client.association.timeoutsInARow());
    pair.runFor(2 * SECOND);
    assertEquals(2, pair.client.association.timeoutsInARow());
    mend();
    pair.runFor(5 * SECOND);
    assertEquals(0, pair.client.association.timeoutsInARow());
    assertEquals(List.of("lost at first"), pair.server.texts(id));
  }

  @Test
  void whatIsUnderWayIsSentAtOnceOnANewPath() {
    pair.runFor(14 * SECOND);
    assertTrue(pair.client.association.timeoutsInARow() >= 5, "the next would come after 12 s");
    mend();
    pair.client.association.setPath(pair.tick(), 0);
    pair.runFor(Pair.MILLISECOND);
    assertEquals(List.of("lost at first"), pair.server.texts(id));
    pair.runFor(SECOND);
    assertEquals(0, pair.client.association.timeoutsInARow());
  }

  /** As when this host has lost the address that was spoken from. */
  @Test
  void evenBeforeItWasMissedAndAllOfItArrivesOnce() {
    for (int i = 0; i < 100; i++) {
      pair.send(pair.client, id, "message " + i);
    }
    pair.runFor(Pair.MILLISECOND);
    mend();
    pair.client.association.setPath(pair.tick(), 0);
    pair.runFor(SECOND / 10);
    assertEquals(101, pair.server.texts(id).size());
    assertEquals("message 99", pair.server.texts(id).get(100));
  }

  @Test
  void withoutOneItWaitsForItsBackOff() {
    pair.runFor(14 * SECOND);
    mend();
    pair.runFor(SECOND);
    assertEquals(List.of(), pair.server.texts(id));
  }
}
