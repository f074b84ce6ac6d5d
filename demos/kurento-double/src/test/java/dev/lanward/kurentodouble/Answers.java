package dev.lanward.kurentodouble;

import java.util.ArrayList;
import java.util.List;

/** A page's descriptions that lead nowhere. */
final class Answers {
  private static final List<String> TRANSPORT =
      List.of(
          "c=IN IP4 0.0.0.0",
          "a=ice-ufrag:abcd",
          "a=ice-pwd:abcdefghijklmnopqrstuvwx",
          "a=fingerprint:sha-256 " + "AA:".repeat(31) + "AA",
          "a=rtcp-mux",
          "a=recvonly");

  private Answers() {}

  /** One to {@code offer}, with its sections. */
  static String to(String offer) {
    List<String> lines = head();
    for (String line : offer.split("\r\n")) {
      if (line.startsWith("a=group:") || line.startsWith("a=mid:")) {
        lines.add(line);
      } else if (line.startsWith("a=rtpmap:") && (line.contains("opus") || line.contains("VP8"))) {
        lines.add(line);
      } else if (line.startsWith("m=")) {
        lines.add(media(line, offer));
        lines.addAll(TRANSPORT);
        lines.add("a=setup:active");
      }
    }
    return String.join("\r\n", lines) + "\r\n";
  }

  /** One to see by. */
  static String offer() {
    List<String> lines = head();
    lines.add("a=group:BUNDLE 0");
    lines.add("m=video 9 UDP/TLS/RTP/SAVPF 96");
    lines.addAll(TRANSPORT);
    lines.addAll(List.of("a=setup:actpass", "a=mid:0", "a=rtpmap:96 VP8/90000"));
    return String.join("\r\n", lines) + "\r\n";
  }

  private static List<String> head() {
    return new ArrayList<>(List.of("v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0"));
  }

  /** With the one codec that is answered. */
  private static String media(String line, String offer) {
    String codec = line.startsWith("m=audio") ? "opus/48000" : "VP8/90000";
    String payload = offer.replaceAll("(?s).*a=rtpmap:([0-9]+) " + codec + ".*", "$1");
    return line.replaceAll("^(m=\\S+ )[0-9]+( \\S+).*", "$19$2 " + payload);
  }
}
