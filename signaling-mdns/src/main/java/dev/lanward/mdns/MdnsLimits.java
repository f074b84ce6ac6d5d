package dev.lanward.mdns;

import java.time.Duration;

/**
 * Every cap of the core, so that whatever the network sends, time and memory stay bounded.
 *
 * @param maxRecords questions and records that a packet may announce; 9,000 bytes hold about 400
 * @param maxQuestions questions of one packet that are looked at
 * @param sendBytes the greatest payload sent, so that an Ethernet frame carries it unfragmented
 * @param announcements how often a name is announced when it is new; two at least (RFC 6762 section
 *     8.3), and a third, two seconds later, reaches peers on an interface whose IPv6 address was
 *     still being checked for duplicates
 * @param announcePeriod how often fixed names are announced again, for listeners that came later
 * @param policyPerSecond questions a second about unknown names that the caller's {@link HostNames}
 *     is asked; ten times a paired household's need
 * @param policyPerSourcePerSecond the same for one source, so that one flooder leaves room
 * @param rememberedSources sources whose budgets are kept, the latest ones
 * @param recentNames names answered through {@link HostNames} that are remembered, to tell of a
 *     changed address and to say goodbye
 * @param pendingAnswers answers that wait because the same went out within the last second
 * @param sentHistory records whose last time of sending is remembered
 * @param resolutions names looked for at a time
 * @param addressesPerHost addresses told for one resolution
 * @param cachedAddresses addresses of other hosts that are remembered
 * @param services services of ours at a time
 * @param browses kinds of services looked for at a time
 * @param cachedRecords records about services that are remembered, of all senders; a service of one
 *     subtype takes four and its host two, so this is 4,000 services
 * @param cachedRecordsPerSource the same for one sender, so that one flooder leaves room
 * @param instances services told to one browser at a time
 */
public record MdnsLimits(
    int maxRecords,
    int maxQuestions,
    int sendBytes,
    int announcements,
    Duration announcePeriod,
    int policyPerSecond,
    int policyPerSourcePerSecond,
    int rememberedSources,
    int recentNames,
    int pendingAnswers,
    int sentHistory,
    int resolutions,
    int addressesPerHost,
    int cachedAddresses,
    int services,
    int browses,
    int cachedRecords,
    int cachedRecordsPerSource,
    int instances) {

  /** The values that suit a household or an office. */
  public static MdnsLimits defaults() {
    return new MdnsLimits(
        400,
        64,
        1400,
        3,
        Duration.ofSeconds(60),
        200,
        50,
        256,
        64,
        128,
        1024,
        64,
        16,
        256,
        256,
        16,
        16_384,
        4096,
        4096);
  }
}
