package dev.lanward.datachannel;

/** What an association may wait for; each runs at most once at a time. */
enum Timer {
  /** INIT or COOKIE ECHO has no answer: send it again (RFC 9260 5.1, T1-init and T1-cookie). */
  T1_HANDSHAKE,
  /** SHUTDOWN or SHUTDOWN ACK has no answer: send it again (RFC 9260 9.2, T2-shutdown). */
  T2_SHUTDOWN,
  /** DATA or FORWARD-TSN has no answer: send it again (RFC 9260 6.3, T3-rtx). */
  T3_RETRANSMIT,
  /** A shutdown takes too long: abort (RFC 9260 9.2, T5-shutdown-guard). */
  T5_SHUTDOWN_GUARD,
  /** DATA has no answer when one was to be expected (RFC 8985 7.2, the probe timeout). */
  TAIL_LOSS,
  /** RE-CONFIG has no answer: send it again (RFC 6525 5.1.1). */
  RECONFIG,
  /** A packet with DATA has waited long enough for its acknowledgement (RFC 9260 6.2). */
  SACK,
  /** A message has begun, and no more of it comes: remind the peer of what has arrived. */
  STALL,
  /** Nothing was sent for long: ask whether the peer is there (RFC 9260 8.3), and tidy up. */
  HEARTBEAT,
  /** A probe of the path is due, or was lost (RFC 8899 5.1.1). */
  PATH_MTU,
  /** The burst limit is over: more may be sent. */
  PACING;

  static final int COUNT = values().length;
}
