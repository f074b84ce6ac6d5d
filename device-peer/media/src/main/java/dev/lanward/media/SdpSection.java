package dev.lanward.media;

import java.util.List;

/**
 * One section of a page's description, of which every line has been written anew.
 *
 * @param kind {@code audio} or {@code video}
 * @param isRejected whether its port is 0: then it has no payloads and no lines
 * @param payloads payload types, in the page's order
 * @param mid its identification (RFC 8843)
 * @param lines attributes without {@code a=}, mid and fingerprint
 * @param named candidates with a name in place of an address, which are not among the lines
 */
record SdpSection(
    String kind,
    boolean isRejected,
    List<Integer> payloads,
    String mid,
    List<String> lines,
    List<NamedCandidate> named) {
  SdpSection {
    payloads = List.copyOf(payloads);
    lines = List.copyOf(lines);
    named = List.copyOf(named);
  }
}
