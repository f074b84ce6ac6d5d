package dev.lanward.ice;

import dev.lanward.core.Bytes;
import dev.lanward.core.Tick;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A connectivity check: one STUN transaction that was sent and may be answered.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8489#section-6.2.1">RFC 8489, section 6.2.1</a>
 */
final class Check {
  /** RFC 8489's Rm: how many RTO the last of several packets waits for its answer. */
  private static final int LAST_WAIT = 16;

  final CandidatePair pair;
  final Bytes transactionId;
  private final byte[] request;
  private final Duration retransmit;
  private final int maxSends;
  private int sends;
  private Tick due;

  /** When an answer comes too late to count. */
  private final Tick expires;

  private Check(
      CandidatePair pair,
      Bytes transactionId,
      byte[] request,
      Duration retransmit,
      int maxSends,
      Tick now,
      Tick expires) {
    this.pair = pair;
    this.transactionId = transactionId;
    this.request = request;
    this.retransmit = retransmit;
    this.maxSends = maxSends;
    this.due = now;
    this.expires = expires;
  }

  /** A check that is sent {@code sends} times, with doubling intervals. */
  static Check repeated(
      CandidatePair pair, Bytes id, byte[] request, Duration retransmit, int sends, Tick now) {
    long waits = (1L << (sends - 1)) - 1 + LAST_WAIT;
    Tick expires = now.plus(retransmit.multipliedBy(waits));
    return new Check(pair, id, request, retransmit, sends, now, expires);
  }

  /** A check that is sent once and may be answered for {@code wait}. */
  static Check once(CandidatePair pair, Bytes id, byte[] request, Duration wait, Tick now) {
    return new Check(pair, id, request, wait, 1, now, now.plus(wait));
  }

  boolean maySendAgain() {
    return sends < maxSends;
  }

  /** The request, byte for byte the same each time; the buffer is the caller's. */
  ByteBuffer send(Tick now) {
    due = sends + 1 == maxSends ? expires : now.plus(retransmit.multipliedBy(1L << sends));
    sends++;
    return ByteBuffer.wrap(request.clone());
  }

  /** When it is to be sent again, or given up. */
  Tick due() {
    return due;
  }

  boolean isExpired(Tick now) {
    return !now.isBefore(expires);
  }
}
