package dev.lanward.ice;

import java.time.Duration;

/**
 * Every cap of a door, so that nothing a peer does grows memory or time without bound.
 *
 * @param maxSessions sessions at once; 4,096: an idle one costs about a kilobyte here and 18 in the
 *     engine above
 * @param maxUnfinished sessions of paired and link knocks whose DTLS is not finished; 256: each may
 *     hold a handshake's memory
 * @param maxPairingSessions sessions of pairing knocks, which anybody can open in pairing mode and
 *     which therefore have a room of their own; 32
 * @param maxSessionsPerSource sessions of pairing knocks of one IPv4 address or IPv6 /64; 16: half
 *     of all, which anybody can open in pairing mode
 * @param maxSessionsPerPairing sessions of one pairing; 32: a browser full of tabs
 * @param maxPathsPerSession addresses that one session may use; 16: more than a browser gathers
 * @param transactionMemory transaction ids remembered a session; 1,024: over half an hour of
 *     consent checks
 * @param nonceMemory nonces of ended sessions remembered; 65,536 (docs/protocol.md section 13),
 *     which is 1.3 MB when full
 * @param handshakeTimeout from the knock to finished DTLS; 10 s
 * @param consentTimeout without a verified request; 30 s (RFC 7675 section 5.1)
 * @param sourceBurst verifications one source may cause at once; 400
 * @param sourceRate verifications one source may cause a second; 200
 * @param globalBurst verifications all sources may cause at once; 8,000, some 40 ms of a core
 * @param globalRate verifications all sources may cause a second; 20,000, a tenth of a core
 * @param globalReserve how many of {@code globalBurst} are kept for sources that proved a key
 *     before; 2,000
 * @param maxSources sources whose budget is remembered; 4,096, the least recently seen goes first
 * @param maxKnownSources addresses remembered for having proved a key; 1,024
 */
public record Limits(
    int maxSessions,
    int maxUnfinished,
    int maxPairingSessions,
    int maxSessionsPerSource,
    int maxSessionsPerPairing,
    int maxPathsPerSession,
    int transactionMemory,
    int nonceMemory,
    Duration handshakeTimeout,
    Duration consentTimeout,
    int sourceBurst,
    int sourceRate,
    int globalBurst,
    int globalRate,
    int globalReserve,
    int maxSources,
    int maxKnownSources) {

  private static final Limits DEFAULTS =
      new Limits(
          4096,
          256,
          32,
          16,
          32,
          16,
          1024,
          65_536,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          400,
          200,
          8000,
          20_000,
          2000,
          4096,
          1024);

  public Limits {
    requirePositive(maxSessions, "maxSessions");
    requirePositive(maxUnfinished, "maxUnfinished");
    requirePositive(maxPairingSessions, "maxPairingSessions");
    requirePositive(maxSessionsPerSource, "maxSessionsPerSource");
    requirePositive(maxSessionsPerPairing, "maxSessionsPerPairing");
    requirePositive(maxPathsPerSession, "maxPathsPerSession");
    requirePositive(transactionMemory, "transactionMemory");
    requirePositive(nonceMemory, "nonceMemory");
    requirePositive(sourceBurst, "sourceBurst");
    requirePositive(sourceRate, "sourceRate");
    requirePositive(globalBurst, "globalBurst");
    requirePositive(globalRate, "globalRate");
    requirePositive(maxSources, "maxSources");
    requirePositive(maxKnownSources, "maxKnownSources");
    if (globalReserve < 0 || globalReserve >= globalBurst) {
      throw new IllegalArgumentException(
          "globalReserve must be less than globalBurst, was " + globalReserve);
    }
  }

  /** The values above. */
  public static Limits defaults() {
    return DEFAULTS;
  }

  private static void requirePositive(int value, String name) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive, was " + value);
    }
  }
}
