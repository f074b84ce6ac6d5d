package dev.lanward.ice;

import dev.lanward.core.Bytes;
import dev.lanward.core.Tick;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Writes a knocker's checks, and knows those that may still be answered. */
final class Checks {
  /** Consent checks that may be answered at once: 30 s of them, 4 s apart. */
  private static final int MAX_CONSENTS = 8;

  private final StunIntegrity integrity = new StunIntegrity();
  private final RandomGenerator random;
  private final KnockerTimes times;
  private final String username;
  private final StunKey key;
  private final Map<Bytes, Check> outstanding = new HashMap<>();
  private final Queue<Check> consents = new ArrayDeque<>();
  private long tieBreaker;

  Checks(String username, StunKey key, KnockerTimes times, RandomGenerator random) {
    this.username = username;
    this.key = key;
    this.times = times;
    this.random = random;
    this.tieBreaker = random.nextLong();
  }

  /** A check of {@code pair}, which takes the place of its last one. */
  Check begin(CandidatePair pair, Duration retransmit, Tick now) {
    if (pair.check != null) {
      forget(pair.check);
    }
    Bytes id = transactionId();
    Check check = Check.repeated(pair, id, request(pair, id), retransmit, times.sends(), now);
    pair.begin(check);
    outstanding.put(id, check);
    return check;
  }

  /** A consent check: "transmitted once only" (RFC 7675 section 5.1). */
  Check consent(CandidatePair pair, Tick now) {
    Bytes id = transactionId();
    Check check = Check.once(pair, id, request(pair, id), times.consentTimeout(), now);
    outstanding.put(id, check);
    consents.add(check);
    if (consents.size() > MAX_CONSENTS) {
      outstanding.remove(consents.remove().transactionId);
    }
    return check;
  }

  /** The check with this transaction id, when it may still be answered. */
  @Nullable Check find(Bytes transactionId, Tick now) {
    Check check = outstanding.get(transactionId);
    return check == null || check.isExpired(now) ? null : check;
  }

  void forget(Check check) {
    outstanding.remove(check.transactionId);
    consents.remove(check);
    if (check.pair.check == check) {
      check.pair.check = null;
    }
  }

  /** What this pair was asked may not be answered any more. */
  void forgetAllOf(CandidatePair pair) {
    outstanding.values().removeIf(check -> check.pair == pair);
    consents.removeIf(check -> check.pair == pair);
    pair.check = null;
  }

  void forgetAll() {
    outstanding.clear();
    consents.clear();
  }

  /** After a role conflict; RFC 8445 section 7.2.5.1 asks for a new one. */
  void renewTieBreaker() {
    tieBreaker = random.nextLong();
  }

  int size() {
    return outstanding.size() + consents.size();
  }

  private Bytes transactionId() {
    byte[] id = new byte[StunProtocol.TRANSACTION_ID_BYTES];
    random.nextBytes(id);
    return Bytes.copyOf(id);
  }

  /**
   * Each check nominates: a lite peer has nothing to say about it, and the first path that works is
   * as good as any on a LAN. Later ones nominate as well, so that a device that heard another of
   * our checks last comes back to this path.
   */
  private byte[] request(CandidatePair pair, Bytes id) {
    return Bytes.copyOf(
            StunWriter.of(integrity, StunProtocol.BINDING_REQUEST, id)
                .username(username)
                .priority(pair.priority())
                .controlling(tieBreaker)
                .useCandidate()
                .messageIntegrity(key)
                .fingerprint()
                .toBuffer())
        .toArray();
  }
}
