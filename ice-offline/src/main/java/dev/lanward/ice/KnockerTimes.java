package dev.lanward.ice;

import java.time.Duration;

/**
 * Every interval and limit of a knocker.
 *
 * @param pacing between the first packets of two checks, RFC 8445's Ta; 20 ms: the peer is lite and
 *     sends none of its own, and the link is a LAN. RFC 8445 section 14.2 forbids less than 5 ms
 * @param retransmit until a check is sent a second time, RFC 8489's RTO, doubled from then on; 100
 *     ms, which is many round trips of a LAN. With many candidates it grows as RFC 8445 section
 *     14.3 says, to {@code pacing} times their number
 * @param sends how often a check is sent before it counts as unanswered, RFC 8489's Rc; 5, so that
 *     a fresh one begins after 3.1 s and a device that wakes late is found soon
 * @param connect from the creation until somebody must have answered; 15 s, as Chromium waits
 * @param consentInterval between two consent checks, before it is randomized by 0.8 to 1.2; 5 s,
 *     and RFC 7675 section 5.1 forbids less
 * @param consentTimeout how long the latest answer counts as consent; 30 s, and RFC 7675 section
 *     5.1 allows no more
 * @param maxCandidates candidates in all; 17, as in an answer (docs/protocol.md section 7)
 */
public record KnockerTimes(
    Duration pacing,
    Duration retransmit,
    int sends,
    Duration connect,
    Duration consentInterval,
    Duration consentTimeout,
    int maxCandidates) {

  private static final Duration MIN_PACING = Duration.ofMillis(5);
  private static final Duration MIN_CONSENT_INTERVAL = Duration.ofSeconds(5);
  private static final Duration MAX_CONSENT_TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_SENDS = 10;

  private static final KnockerTimes DEFAULTS =
      new KnockerTimes(
          Duration.ofMillis(20),
          Duration.ofMillis(100),
          5,
          Duration.ofSeconds(15),
          MIN_CONSENT_INTERVAL,
          MAX_CONSENT_TIMEOUT,
          17);

  public KnockerTimes {
    require(pacing.compareTo(MIN_PACING) >= 0, "pacing must be at least 5 ms", pacing);
    require(isPositive(retransmit), "retransmit must be positive", retransmit);
    require(sends >= 1 && sends <= MAX_SENDS, "sends must be 1 to 10", sends);
    require(isPositive(connect), "connect must be positive", connect);
    require(
        consentInterval.compareTo(MIN_CONSENT_INTERVAL) >= 0,
        "consentInterval must be at least 5 s (RFC 7675 5.1)",
        consentInterval);
    require(
        isPositive(consentTimeout) && consentTimeout.compareTo(MAX_CONSENT_TIMEOUT) <= 0,
        "consentTimeout must be positive and at most 30 s (RFC 7675 5.1)",
        consentTimeout);
    require(maxCandidates >= 1, "maxCandidates must be positive", maxCandidates);
  }

  /** The values above. */
  public static KnockerTimes defaults() {
    return DEFAULTS;
  }

  /** These, but with {@code connect}. */
  public KnockerTimes withConnect(Duration connect) {
    return new KnockerTimes(
        pacing, retransmit, sends, connect, consentInterval, consentTimeout, maxCandidates);
  }

  /** These, but with so many candidates. */
  public KnockerTimes withMaxCandidates(int most) {
    return new KnockerTimes(
        pacing, retransmit, sends, connect, consentInterval, consentTimeout, most);
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  private static void require(boolean holds, String rule, Object was) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ", was " + was);
    }
  }
}
