package dev.lanward.ice;

import dev.lanward.core.Tick;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The knocking side of ICE: a small controlling agent that finds a way to one door, keeps the
 * door's consent, and looks for another way when it falls silent. What a browser does with the
 * answer of docs/protocol.md section 7, for programs that are none.
 *
 * <p>A core: it is told the time and holds no socket. One thread. After each call of {@link
 * #addCandidate} or of a {@code handle} method, or a few of them, drain {@link #pollTransmit()} and
 * {@link #pollEvent()}; a caller that lets 1,024 of either pile up gets an {@link
 * IllegalStateException}. Call {@link #handleTimeout} when {@link #nextTimeout()} has come.
 *
 * <p>Peers' bytes never make it throw.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8445#section-7.2">RFC 8445, section 7.2</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7675">RFC 7675: consent</a>
 */
public final class Knocker {
  private enum State {
    /** Checks all candidates. Then SETTLED by an answer, or ENDED by time. */
    SEEKING,
    /** Uses one path and asks for consent. Then SEEKING when it is silent, or ENDED. */
    SETTLED,
    /** For good. */
    ENDED
  }

  private static final int MAX_UNDRAINED = 1024;
  private static final int UFRAG_LENGTH = 8;

  /** RFC 8489 section 6.3.4: a request that was refused for now is repeated at most four times. */
  private static final int MAX_REPEATS = 4;

  private static final double LEAST_CONSENT_FACTOR = 0.8;
  private static final double CONSENT_FACTOR_SPREAD = 0.4;

  private final KnockerTimes times;
  private final RandomGenerator random;
  private final StunKey key;
  private final StunReader reader = new StunReader();
  private final Checks checks;
  private final Map<Path, CandidatePair> pairs = new LinkedHashMap<>();
  private final long[] counters = new long[KnockerCounter.values().length];
  private final Queue<Transmit> transmits = new ArrayDeque<>();
  private final Queue<KnockerEvent> events = new ArrayDeque<>();

  private State state = State.SEEKING;
  private @Nullable CandidatePair selected;

  /** When it is over unless somebody answers. */
  private Tick deadline;

  /** Not before then may another check begin. */
  private Tick nextStart;

  private Tick consentDue;
  private boolean consentUnanswered;

  private Knocker(
      String username, StunKey key, KnockerTimes times, RandomGenerator random, Tick now) {
    this.times = times;
    this.random = random;
    this.key = key;
    this.checks = new Checks(username, key, times, random);
    this.deadline = now.plus(times.connect());
    this.nextStart = now;
    this.consentDue = deadline;
  }

  /**
   * A knocker without candidates. Its time to connect runs from now on.
   *
   * @param knock what to say; its nonce is fresh
   * @param doorPwd what proves it: the door-pwd of docs/protocol.md section 6
   * @param times the intervals and limits
   * @param random makes transaction ids, which nobody may guess; a secure source
   * @param now the time
   */
  public static Knocker create(
      Knock knock, String doorPwd, KnockerTimes times, RandomGenerator random, Tick now) {
    return towards(
        knock.ufrag(), IceChars.random(random, UFRAG_LENGTH), doorPwd, times, random, now);
  }

  /**
   * The same towards an agent that is no door, with credentials that went another way, as in SDP.
   * What that agent asks is not answered here.
   *
   * @param ufrag the agent's
   * @param ownUfrag what it was told that this side's is
   * @param pwd the agent's
   */
  public static Knocker towards(
      String ufrag,
      String ownUfrag,
      String pwd,
      KnockerTimes times,
      RandomGenerator random,
      Tick now) {
    if (!IceChars.isUfrag(ufrag) || !IceChars.isUfrag(ownUfrag)) {
      throw new IllegalArgumentException("a ufrag has 4 to 256 ice-chars (RFC 8839 5.4)");
    }
    if (!IceChars.isPwd(pwd)) {
      throw new IllegalArgumentException(
          "a door-pwd has 22 to 256 ice-chars (RFC 8839 5.4), had " + pwd.length());
    }
    return new Knocker(ufrag + ":" + ownUfrag, StunKey.ofPassword(pwd), times, random, now);
  }

  /**
   * Another way that may lead to the device. While none is found its check begins at once, or as
   * soon as pacing allows; afterwards it waits until the path in use falls silent. No effect when
   * it is known, or after the end; ignored and counted when there are too many.
   */
  public void addCandidate(Tick now, Path path) {
    requireDrained();
    if (state == State.ENDED || pairs.containsKey(path)) {
      return;
    }
    if (pairs.size() >= times.maxCandidates()) {
      note(KnockerCounter.TOO_MANY_CANDIDATES);
      return;
    }
    pairs.put(path, new CandidatePair(path, pairs.size(), now));
    advance(now);
  }

  /**
   * A port of the caller's is no more, and nothing goes or comes by it: its candidates are
   * forgotten. When the path in use was one of them, another is looked for at once.
   */
  public void forgetPort(Tick now, int localPortId) {
    requireDrained();
    forgetAll(pair -> pair.path.localPortId() == localPortId);
    if (selected != null && selected.path.localPortId() == localPortId) {
      selected.fail();
      if (state == State.SETTLED) {
        seek(now);
      }
    }
    advance(now);
  }

  /**
   * The caller has reason to think that the path in use has fallen silent, such as data that nobody
   * acknowledges: it and the other candidates are asked now rather than after the next consent
   * check. While it answers nothing changes.
   */
  public void doubt(Tick now) {
    requireDrained();
    if (state == State.SETTLED) {
      seek(now);
    }
    advance(now);
  }

  /**
   * Forgets all candidates but the path in use. Those that may still lead to the device are to be
   * added again: for a caller that begins to look anew, so that what is out of date leaves room.
   */
  public void forgetCandidates() {
    forgetAll(pair -> pair != selected);
  }

  /**
   * Takes a datagram that came by {@code path}. Its position does not move, and nothing keeps it.
   *
   * @return what became of it; where it is DTLS the caller hands it on
   */
  public KnockerDisposition handleDatagram(Tick now, Path path, ByteBuffer datagram) {
    requireDrained();
    endWhenOver(now);
    if (state == State.ENDED) {
      return drop(KnockerCounter.AFTER_THE_END);
    }
    int first = datagram.hasRemaining() ? datagram.get(datagram.position()) & 0xff : 255;
    if (first <= 3) {
      return handleStun(now, path, datagram);
    }
    if (first >= 20 && first <= 63) {
      return handleDtls(path);
    }
    return drop(KnockerCounter.OTHER_PROTOCOL);
  }

  /** Sends what is due, and ends what has lasted too long. */
  public void handleTimeout(Tick now) {
    requireDrained();
    advance(now);
  }

  /** The next datagram to send, if there is one. */
  public Optional<Transmit> pollTransmit() {
    return Optional.ofNullable(transmits.poll());
  }

  /** The next event, if there is one. */
  public Optional<KnockerEvent> pollEvent() {
    return Optional.ofNullable(events.poll());
  }

  /**
   * When {@link #handleTimeout} wants to be called; it may come early, never late. Empty after the
   * end.
   */
  public Optional<Tick> nextTimeout() {
    if (state == State.ENDED) {
      return Optional.empty();
    }
    Tick next = state == State.SETTLED ? earlier(deadline, consentDue) : deadline;
    for (CandidatePair pair : pairs.values()) {
      Check check = pair.inProgress();
      if (check != null) {
        next = earlier(next, check.due());
      } else if (state == State.SEEKING && pair.state == CandidatePair.State.WAITING) {
        Tick turn = nextStart.isBefore(pair.waitingSince) ? pair.waitingSince : nextStart;
        next = earlier(next, turn);
      }
    }
    return Optional.of(next);
  }

  /** Where DTLS goes: present from {@link KnockerEvent.Connected} to the end. */
  public Optional<Path> path() {
    return Optional.ofNullable(selected).map(pair -> pair.path);
  }

  /**
   * Whether a path is looked for: from the beginning until somebody has answered, and again from
   * when the path in use has fallen silent until it, or another one, answers. More candidates may
   * help then.
   */
  public boolean isSeeking() {
    return state == State.SEEKING;
  }

  /** How often {@code counter} has happened. */
  public long count(KnockerCounter counter) {
    return counters[counter.ordinal()];
  }

  /** Ends it without an event. ICE knows no farewell: DTLS has said it. */
  public void close(Tick now) {
    end();
  }

  /** How many things of any kind are held in memory; for the tests of bounded memory. */
  int heldEntries() {
    return pairs.size() + checks.size() + transmits.size() + events.size();
  }

  /**
   * Each check nominated its path, and the door may have heard one whose answer was lost. RFC 8445
   * section 12.2: "MUST be prepared to receive" on them all.
   */
  private KnockerDisposition handleDtls(Path path) {
    CandidatePair pair = pairs.get(path);
    return selected != null && pair != null && pair.asked
        ? KnockerDisposition.DTLS
        : drop(KnockerCounter.DTLS_FROM_ELSEWHERE);
  }

  private KnockerDisposition handleStun(Tick now, Path path, ByteBuffer datagram) {
    if (reader.read(datagram) != StunProblem.NONE) {
      return drop(KnockerCounter.MALFORMED_STUN);
    }
    if (!reader.isBindingSuccess() && !reader.isBindingError()) {
      return drop(KnockerCounter.NOT_A_RESPONSE);
    }
    Check check = checks.find(reader.transactionId(), now);
    if (check == null) {
      return drop(KnockerCounter.UNKNOWN_TRANSACTION);
    }
    // RFC 8445 section 7.2.5.2.1 wants symmetric addresses. It would let the pair fail; but
    // whoever can send this may be somebody else, and cannot be let end the check.
    if (!check.pair.path.equals(path)) {
      return drop(KnockerCounter.OTHER_PATH);
    }
    // RFC 8489 section 9.1.4: "discarded, as if it had never been received".
    if (reader.hasUnprotectedAttributes() || !reader.verifies(key)) {
      return drop(KnockerCounter.NOT_VERIFIED);
    }
    checks.forget(check);
    // RFC 8489 section 6.3.3: a success with unknown required attributes is none.
    if (reader.isBindingSuccess() && !reader.hasUnknownAttributes()) {
      handleSuccess(now, check.pair);
    } else {
      handleRefusal(now, check.pair);
    }
    return KnockerDisposition.STUN_HANDLED;
  }

  private void handleSuccess(Tick now, CandidatePair pair) {
    note(KnockerCounter.ANSWERED);
    pair.succeed();
    if (state == State.SEEKING) {
      settle(now, pair);
    } else if (pair == selected) {
      consented(now);
    } else if (selected != null) {
      // A check that was called off has arrived all the same, and nominated its path.
      begin(now, selected);
    }
  }

  /**
   * RFC 8445 section 7.2.5.1: after 487 an agent changes its role. This one stays controlling,
   * since its peer is lite, and tries again with another tie breaker. What no repetition mends, as
   * 420, ends this pair.
   */
  private void handleRefusal(Tick now, CandidatePair pair) {
    note(KnockerCounter.REFUSED);
    int code = reader.isBindingError() ? reader.errorCode().orElse(0) : 0;
    if (code == StunProtocol.ROLE_CONFLICT) {
      checks.renewTieBreaker();
    }
    boolean mayPass = code == StunProtocol.ROLE_CONFLICT || code / 100 == 5;
    if (mayPass && pair.refusals < MAX_REPEATS) {
      pair.await(now.plus(times.retransmit().multipliedBy(1L << pair.refusals)));
      pair.refusals++;
    } else {
      pair.fail();
    }
    if (state == State.SETTLED && pair == selected) {
      seek(now);
    }
  }

  private void advance(Tick now) {
    endWhenOver(now);
    if (state == State.ENDED) {
      return;
    }
    for (CandidatePair pair : pairs.values()) {
      Check due = pair.due(now);
      if (due != null) {
        repeatOrGiveUp(now, due);
      }
    }
    if (state == State.SETTLED && selected != null && !now.isBefore(consentDue)) {
      askForConsent(now, selected);
    }
    if (state == State.SEEKING) {
      beginNext(now);
    }
  }

  private void repeatOrGiveUp(Tick now, Check check) {
    if (check.maySendAgain()) {
      send(now, check);
      return;
    }
    checks.forget(check);
    check.pair.await(now);
    if (state == State.SETTLED) {
      seek(now);
    }
  }

  private void askForConsent(Tick now, CandidatePair current) {
    if (consentUnanswered) {
      seek(now);
      return;
    }
    send(now, checks.consent(current, now));
    consentUnanswered = true;
    scheduleConsent(now);
  }

  /** The candidate that was never asked comes first, then the one that has waited longest. */
  private void beginNext(Tick now) {
    if (now.isBefore(nextStart)) {
      return;
    }
    CandidatePair next = null;
    for (CandidatePair pair : pairs.values()) {
      if (pair.isWaiting(now) && (next == null || comesBefore(pair, next))) {
        next = pair;
      }
    }
    if (next != null) {
      begin(now, next);
    }
  }

  private static boolean comesBefore(CandidatePair pair, CandidatePair other) {
    return pair.asked == other.asked ? pair.waitingSince.isBefore(other.waitingSince) : !pair.asked;
  }

  private void begin(Tick now, CandidatePair pair) {
    send(now, checks.begin(pair, retransmit(), now));
    nextStart = now.plus(times.pacing());
  }

  /** RFC 8445 section 14.3. */
  private Duration retransmit() {
    Duration paced = times.pacing().multipliedBy(state == State.SEEKING ? pairs.size() : 1);
    return paced.compareTo(times.retransmit()) > 0 ? paced : times.retransmit();
  }

  /** The path in use is silent: every candidate is asked again, that one first. */
  private void seek(Tick now) {
    state = State.SEEKING;
    for (CandidatePair pair : pairs.values()) {
      if (pair.state == CandidatePair.State.SUCCEEDED
          || pair.state == CandidatePair.State.IN_PROGRESS) {
        pair.await(now);
      }
    }
    if (selected != null && selected.isWaiting(now)) {
      begin(now, selected);
    }
  }

  /** The first answer decides. RFC 8445 section 8.1.2: the other checks are called off. */
  private void settle(Tick now, CandidatePair pair) {
    boolean contested = false;
    for (CandidatePair other : pairs.values()) {
      if (other != pair) {
        contested |= other.mayBeAnswered(now);
        if (other.state == CandidatePair.State.IN_PROGRESS) {
          other.await(now);
        }
      }
    }
    tell(pair);
    state = State.SETTLED;
    selected = pair;
    consented(now);
    scheduleConsent(now);
    if (contested) {
      // The device may have heard another nomination after this one; this path is to be its last.
      begin(now, pair);
    }
  }

  private void forgetAll(Predicate<CandidatePair> which) {
    pairs
        .values()
        .removeIf(
            pair -> {
              boolean gone = which.test(pair);
              if (gone) {
                checks.forgetAllOf(pair);
              }
              return gone;
            });
  }

  private void tell(CandidatePair pair) {
    if (selected == null) {
      events.add(new KnockerEvent.Connected(pair.path));
    } else if (selected != pair) {
      events.add(new KnockerEvent.PathChanged(pair.path));
    }
  }

  private void consented(Tick now) {
    consentUnanswered = false;
    deadline = now.plus(times.consentTimeout());
  }

  /** RFC 7675 section 5.1: "randomized from between 0.8 and 1.2 times the basic period". */
  private void scheduleConsent(Tick now) {
    double factor = LEAST_CONSENT_FACTOR + CONSENT_FACTOR_SPREAD * random.nextDouble();
    consentDue = now.plus(Duration.ofNanos((long) (times.consentInterval().toNanos() * factor)));
  }

  private void send(Tick now, Check check) {
    note(KnockerCounter.SENT);
    transmits.add(new Transmit(check.pair.path, check.send(now)));
  }

  private void endWhenOver(Tick now) {
    if (state == State.ENDED || now.isBefore(deadline)) {
      return;
    }
    events.add(selected == null ? new KnockerEvent.TimedOut() : new KnockerEvent.ConsentLost());
    end();
  }

  private void end() {
    state = State.ENDED;
    selected = null;
    pairs.clear();
    checks.forgetAll();
    transmits.clear();
  }

  private static Tick earlier(Tick one, Tick other) {
    return one.isBefore(other) ? one : other;
  }

  private void note(KnockerCounter what) {
    counters[what.ordinal()]++;
  }

  private KnockerDisposition drop(KnockerCounter why) {
    note(why);
    return KnockerDisposition.DROPPED;
  }

  private void requireDrained() {
    if (transmits.size() >= MAX_UNDRAINED || events.size() >= MAX_UNDRAINED) {
      throw new IllegalStateException("drain pollTransmit and pollEvent after each handle call");
    }
  }
}
