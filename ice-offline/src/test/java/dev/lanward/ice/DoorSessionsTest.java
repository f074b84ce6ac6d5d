package dev.lanward.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Tick;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The tables of a door against a plain model: they agree with each other and leave nothing. */
class DoorSessionsTest {
  private static final Limits LIMITS = Limits.defaults();

  private final DoorSessions sessions = new DoorSessions(LIMITS);
  private final List<DoorSession> open = new ArrayList<>();
  private final Map<Path, DoorSession> owners = new HashMap<>();
  private Tick now = new Tick(Long.MAX_VALUE - 20_000_000_000L); // overflows on the way
  private long numbers;

  @Property(tries = 100)
  void theTablesAgreeAndLeaveNothing(@ForAll long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      now = now.plus(Duration.ofMillis(random.nextInt(500)));
      act(random);
      expire();
      agree();
    }
    new ArrayList<>(open).forEach(this::remove);
    assertEquals(0, sessions.entries());
    assertEquals(Optional.empty(), sessions.nextTimeout());
    assertTrue(sessions.hasRoomFor(Knock.Kind.PAIRED, 1));
  }

  private void act(Random random) {
    int what = random.nextInt(10);
    if (open.isEmpty() || what < 3) {
      add(random);
      return;
    }
    DoorSession some = open.get(random.nextInt(open.size()));
    if (what < 5) {
      claim(some, DoorFixture.path(random.nextInt(20)));
    } else if (what < 7) {
      sessions.finishHandshake(some);
    } else if (what < 9) {
      some.verifiedAt = now;
    } else {
      remove(some);
    }
  }

  private void add(Random random) {
    numbers++;
    boolean pairing = random.nextInt(4) == 0;
    Knock knock =
        pairing
            ? new PairingKnock(TestKeys.page((int) numbers))
            : new PairedKnock(TestPage.nonce((int) numbers));
    VerifiedKnock verified =
        new VerifiedKnock(
            knock,
            pairing ? Optional.empty() : Optional.of("p" + numbers % 3),
            TestKeys.page(1),
            StunKey.ofPassword("k"));
    Path path = DoorFixture.path(random.nextInt(20));
    DoorSession session =
        new DoorSession(
            new SessionId(numbers), verified, knock.ufrag() + ":page", path, LIMITS, now);
    sessions.add(session);
    open.add(session);
    claim(session, path);
  }

  /** At most 16 addresses a session; the oldest that is not in use makes room. */
  private void claim(DoorSession session, Path path) {
    sessions.claim(session, path);
    owners.put(path, session);
    owners.entrySet().removeIf(e -> e.getValue() == session && !session.paths.contains(e.getKey()));
    assertTrue(session.paths.size() <= LIMITS.maxPathsPerSession());
  }

  private void remove(DoorSession session) {
    sessions.remove(session);
    open.remove(session);
    owners.values().removeIf(owner -> owner == session);
  }

  private void expire() {
    for (var late = sessions.expired(now); late != null; late = sessions.expired(now)) {
      assertTrue(!now.isBefore(late.deadline(LIMITS)), "ended too early");
      remove(late);
    }
    for (DoorSession session : open) {
      assertTrue(now.isBefore(session.deadline(LIMITS)), "ended too late");
    }
  }

  private void agree() {
    assertEquals(open.size(), sessions.size());
    for (DoorSession session : open) {
      assertSame(session, sessions.named(session.username));
      assertSame(session, sessions.numbered(session.id));
      Tick next = sessions.nextTimeout().orElseThrow();
      assertTrue(!session.deadline(LIMITS).isBefore(next), "the next timeout would be late");
    }
    for (int i = 0; i < 20; i++) {
      assertSame(owners.get(DoorFixture.path(i)), sessions.at(DoorFixture.path(i)));
    }
    for (int p = 0; p < 3; p++) {
      String name = "p" + p;
      long expected = open.stream().filter(s -> s.pairing.equals(Optional.of(name))).count();
      assertEquals(expected, sessions.of(name).size());
    }
    assertNull(sessions.numbered(new SessionId(numbers + 1)));
  }
}
