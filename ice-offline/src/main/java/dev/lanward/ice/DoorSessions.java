package dev.lanward.ice;

import dev.lanward.core.Tick;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The open sessions of a door: found by name, number and address, counted, and timed. */
final class DoorSessions {
  private final Limits limits;
  private final Map<String, DoorSession> byUsername = new HashMap<>();
  private final Map<SessionId, DoorSession> byId = new HashMap<>();
  private final Map<Path, DoorSession> byPath = new HashMap<>();

  /** How many there are of each source of pairing knocks. */
  private final Map<Long, Integer> bySource = new HashMap<>();

  /** How many there are of each pairing, or link. */
  private final Map<String, Integer> byPairing = new HashMap<>();

  private final PriorityQueue<DoorSession> deadlines =
      new PriorityQueue<>((a, b) -> a.queuedFor.compareTo(b.queuedFor));
  private int unfinished;
  private int pairing;

  DoorSessions(Limits limits) {
    this.limits = limits;
  }

  /** Whether a knock that has not been verified yet is worth the trouble. */
  boolean hasRoomFor(Knock.Kind kind, long source) {
    boolean kindFits =
        kind == Knock.Kind.PAIRING
            ? pairing < limits.maxPairingSessions()
                && bySource.getOrDefault(source, 0) < limits.maxSessionsPerSource()
            : unfinished < limits.maxUnfinished();
    return kindFits && byId.size() < limits.maxSessions();
  }

  /**
   * Whether whoever knocked with a key may have one more session. Counted by the key and not by the
   * source, which strangers, and whole houses on one IPv6 link, share.
   */
  boolean hasRoomFor(VerifiedKnock knock) {
    return knock.pairing().isEmpty()
        || byPairing.getOrDefault(knock.pairing().get(), 0) < limits.maxSessionsPerPairing();
  }

  void add(DoorSession session) {
    byUsername.put(session.username, session);
    byId.put(session.id, session);
    if (session.pairing.isPresent()) {
      byPairing.merge(session.pairing.get(), 1, Integer::sum);
    } else {
      bySource.merge(session.source, 1, Integer::sum);
    }
    deadlines.add(session);
    count(session, 1);
  }

  void remove(DoorSession session) {
    byUsername.remove(session.username);
    byId.remove(session.id);
    if (session.pairing.isPresent()) {
      byPairing.computeIfPresent(session.pairing.get(), (name, n) -> n == 1 ? null : n - 1);
    } else {
      bySource.computeIfPresent(session.source, (source, n) -> n == 1 ? null : n - 1);
    }
    deadlines.remove(session);
    session.paths.forEach(path -> byPath.remove(path, session));
    if (session.isPairing() || !session.handshakeFinished) {
      count(session, -1);
    }
  }

  /** {@code path} belongs to {@code session} from now on. */
  void claim(DoorSession session, Path path) {
    byPath.put(path, session);
    if (session.paths.contains(path)) {
      return;
    }
    if (session.paths.size() == limits.maxPathsPerSession()) {
      int oldest = session.paths.get(0).equals(session.path) && session.paths.size() > 1 ? 1 : 0;
      byPath.remove(session.paths.remove(oldest), session);
    }
    session.paths.add(path);
  }

  void finishHandshake(DoorSession session) {
    if (!session.handshakeFinished) {
      session.handshakeFinished = true;
      if (!session.isPairing()) {
        unfinished--;
      }
    }
  }

  /** The session whose deadline has passed, if there is one. */
  @Nullable DoorSession expired(Tick now) {
    while (true) {
      DoorSession first = deadlines.peek();
      if (first == null || now.isBefore(first.queuedFor)) {
        return null;
      }
      Tick deadline = first.deadline(limits);
      if (!now.isBefore(deadline)) {
        return first;
      }
      deadlines.remove();
      first.queuedFor = deadline;
      deadlines.add(first);
    }
  }

  Optional<Tick> nextTimeout() {
    DoorSession first = deadlines.peek();
    return first == null ? Optional.empty() : Optional.of(first.queuedFor);
  }

  @Nullable DoorSession named(String username) {
    return byUsername.get(username);
  }

  @Nullable DoorSession numbered(SessionId id) {
    return byId.get(id);
  }

  @Nullable DoorSession at(Path path) {
    return byPath.get(path);
  }

  List<DoorSession> of(String pairing) {
    List<DoorSession> found = new ArrayList<>();
    for (DoorSession session : byId.values()) {
      if (session.pairing.isPresent() && session.pairing.get().equals(pairing)) {
        found.add(session);
      }
    }
    return found;
  }

  int size() {
    return byId.size();
  }

  /** How many entries all tables together hold; for the tests of bounded memory. */
  int entries() {
    return byUsername.size()
        + byId.size()
        + byPath.size()
        + bySource.size()
        + byPairing.size()
        + deadlines.size();
  }

  private void count(DoorSession session, int change) {
    if (session.isPairing()) {
      pairing += change;
    } else {
      unfinished += change;
    }
  }
}
