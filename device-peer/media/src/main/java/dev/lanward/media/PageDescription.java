package dev.lanward.media;

import dev.lanward.core.MalformedMessageException;
import dev.lanward.pairing.Fingerprint;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A page's session description (RFC 8866), reduced to what {@link SdpRules} lets through. Its text
 * reaches neither libwebrtc nor a media server: {@link #write} makes a new one, with the
 * certificate that the session has proved.
 *
 * @param sections of audio and video, in the page's order
 * @param bundled the mids that share one transport (RFC 8843)
 */
record PageDescription(List<SdpSection> sections, List<String> bundled) {
  PageDescription {
    sections = List.copyOf(sections);
    bundled = List.copyOf(bundled);
  }

  /**
   * Reads what a page has sent.
   *
   * @param page the certificate that the session has proved
   * @throws MalformedMessageException when it breaks a rule, or names another certificate
   */
  static PageDescription read(String sdp, Fingerprint page) throws MalformedMessageException {
    return new SdpReader(page).read(sdp);
  }

  /** Candidates with a name in place of an address, as many as are taken of a page. */
  List<NamedCandidate> named() {
    return sections.stream()
        .flatMap(section -> section.named().stream())
        .limit(SdpRules.MAX_CANDIDATES)
        .toList();
  }

  /** For libwebrtc, or a media server. */
  String write(Fingerprint page) {
    StringBuilder text = new StringBuilder(2_048);
    line(text, "v=0");
    line(text, "o=- 1 1 IN IP4 127.0.0.1");
    line(text, "s=-");
    line(text, "t=0 0");
    if (!bundled.isEmpty()) {
      line(text, "a=group:BUNDLE " + String.join(" ", bundled));
    }
    line(text, "a=extmap-allow-mixed");
    line(text, "a=msid-semantic: WMS *");
    sections.forEach(section -> write(section, page, text));
    return text.toString();
  }

  private static void write(SdpSection section, Fingerprint page, StringBuilder text) {
    String payloads =
        section.payloads().stream().map(String::valueOf).collect(Collectors.joining(" "));
    line(
        text,
        "m="
            + section.kind()
            + (section.isRejected() ? " 0" : " 9")
            + " UDP/TLS/RTP/SAVPF "
            + payloads);
    line(text, "c=IN IP4 0.0.0.0");
    line(text, "a=mid:" + section.mid());
    if (!section.isRejected()) {
      line(text, "a=fingerprint:sha-256 " + page);
    }
    section.lines().forEach(attribute -> line(text, "a=" + attribute));
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append("\r\n");
  }
}
