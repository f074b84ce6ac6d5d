package dev.lanward.kurentodouble;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes a description of libwebrtc's more like one of the media server's: VP8, H.264 of the
 * constrained baseline and Opus, no retransmission, no simulcast, REMB instead of transport-wide
 * congestion control, and no candidates, which come one by one. Pure.
 */
final class KmsSdp {
  private static final String H264 = "profile-level-id=42e01f";

  private KmsSdp() {}

  /** The lines of a description, each without its end. */
  static List<String> lines(String sdp) {
    return List.of(sdp.split("\r?\n"));
  }

  /** What the server would say, and take. */
  static String reduced(String sdp) {
    List<String> kept = new ArrayList<>();
    for (List<String> section : sections(sdp)) {
      kept.addAll(section(section));
    }
    return join(kept);
  }

  static String withoutCandidates(String sdp) {
    return join(
        lines(sdp).stream()
            .filter(line -> !line.startsWith("a=candidate:"))
            .filter(line -> !line.equals("a=end-of-candidates"))
            .toList());
  }

  /** The candidates of the first section, which carries all others, without {@code a=}. */
  static List<String> candidates(String sdp) {
    List<List<String>> sections = sections(sdp);
    return sections.size() < 2
        ? List.of()
        : sections.get(1).stream()
            .filter(line -> line.startsWith("a=candidate:"))
            .map(line -> line.substring(2))
            .toList();
  }

  /** The name of the first section. */
  static String mid(String sdp) {
    return lines(sdp).stream()
        .filter(line -> line.startsWith("a=mid:"))
        .map(line -> line.substring("a=mid:".length()))
        .findFirst()
        .orElse("");
  }

  static int sectionCount(String sdp) {
    return sections(sdp).size() - 1;
  }

  /** What was sent and received is only sent. */
  static String sendOnly(String sdp) {
    return join(
        lines(sdp).stream()
            .map(line -> line.equals("a=sendrecv") ? "a=sendonly" : line)
            .map(line -> line.equals("a=recvonly") ? "a=inactive" : line)
            .toList());
  }

  static String withFingerprint(String sdp, String fingerprint) {
    return join(
        lines(sdp).stream()
            .map(
                line ->
                    line.startsWith("a=fingerprint:")
                        ? "a=fingerprint:sha-256 " + fingerprint
                        : line)
            .toList());
  }

  private static List<String> section(List<String> section) {
    Set<String> kept = keptCodecs(section);
    String ssrc = firstSsrc(section);
    List<String> lines = new ArrayList<>();
    for (String line : section) {
      if (line.startsWith("m=") && !kept.isEmpty()) {
        String[] words = line.split(" ");
        lines.add(words[0] + " " + words[1] + " " + words[2] + " " + String.join(" ", kept));
      } else if (isKept(line, kept, ssrc)) {
        lines.add(line);
      }
    }
    return lines;
  }

  private static boolean isKept(String line, Set<String> codecs, String ssrc) {
    if (line.contains("transport-cc") || line.contains("transport-wide-cc")) {
      return false;
    }
    if (line.contains("rtp-stream-id") || line.startsWith("a=ssrc-group:")) {
      return false;
    }
    if (line.startsWith("a=ssrc:")) {
      return line.startsWith("a=ssrc:" + ssrc + " ");
    }
    for (String attribute : List.of("a=rtpmap:", "a=fmtp:", "a=rtcp-fb:")) {
      if (line.startsWith(attribute) && !codecs.isEmpty()) {
        return codecs.contains(line.substring(attribute.length()).split(" ")[0]);
      }
    }
    return true;
  }

  private static Set<String> keptCodecs(List<String> section) {
    Set<String> kept = new LinkedHashSet<>();
    for (String line : section) {
      if (!line.startsWith("a=rtpmap:")) {
        continue;
      }
      String[] words = line.substring("a=rtpmap:".length()).split(" ");
      boolean isWanted =
          switch (words.length > 1 ? words[1] : "") {
            case "VP8/90000", "opus/48000/2" -> true;
            case "H264/90000" -> isBaseline(section, words[0]);
            default -> false;
          };
      if (isWanted) {
        kept.add(words[0]);
      }
    }
    return kept;
  }

  private static boolean isBaseline(List<String> section, String payloadType) {
    return section.stream()
        .filter(line -> line.startsWith("a=fmtp:" + payloadType + " "))
        .anyMatch(line -> line.contains(H264) && line.contains("packetization-mode=1"));
  }

  private static String firstSsrc(List<String> section) {
    return section.stream()
        .filter(line -> line.startsWith("a=ssrc:"))
        .map(line -> line.substring("a=ssrc:".length()).split(" ")[0])
        .findFirst()
        .orElse("");
  }

  /** The session's lines, then those of each section. */
  private static List<List<String>> sections(String sdp) {
    List<List<String>> sections = new ArrayList<>(List.of(new ArrayList<>()));
    for (String line : lines(sdp)) {
      if (line.startsWith("m=")) {
        sections.add(new ArrayList<>());
      }
      sections.get(sections.size() - 1).add(line);
    }
    return sections;
  }

  private static String join(List<String> lines) {
    return String.join("\r\n", lines) + "\r\n";
  }
}
