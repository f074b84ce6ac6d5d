package dev.lanward.media;

import static dev.lanward.media.SdpReader.bad;

import dev.lanward.core.MalformedMessageException;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.IpLiteral;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;

/** Reads one section by {@link SdpRules}. One section each. */
final class SdpSectionReader {
  private final Fingerprint page;
  private final SdpTransport session;
  private final SdpTransport transport = new SdpTransport();
  private final SdpCodecs codecs = new SdpCodecs();
  private final List<String> lines = new ArrayList<>();
  private String mid = "";
  private String direction = "";
  private final List<NamedCandidate> hosts = new ArrayList<>();
  private final int section;
  private int ssrcs;
  private int candidates;
  private boolean isMuxed;

  /**
   * @param section which one of the description it is, from 0
   */
  SdpSectionReader(Fingerprint page, SdpTransport session, int section) {
    this.page = page;
    this.session = session;
    this.section = section;
  }

  SdpSection read(String head, List<String> body) throws MalformedMessageException {
    Matcher media = SdpRules.MEDIA.matcher(head.substring(2));
    if (!media.matches()) {
      throw bad("a section is of audio or video by UDP/TLS/RTP/SAVPF");
    }
    for (String line : body) {
      Matcher attribute = SdpRules.ATTRIBUTE.matcher(line.substring(2));
      if (line.startsWith("a=") && attribute.matches()) {
        take(attribute.group(1), attribute.group(2) == null ? "" : attribute.group(2));
      }
    }
    if (mid.isEmpty()) {
      throw bad("a section has a=mid (RFC 8843)");
    }
    // Firefox writes port 0 for each section that shares another's transport (RFC 8843 section 6).
    if (Integer.parseInt(media.group(2)) == 0 && !lines.contains("bundle-only")) {
      return new SdpSection(media.group(1), true, List.of(0), mid, List.of("inactive"), List.of());
    }
    List<Integer> payloads = codecs.payloads(media.group(3).strip().split(" "));
    if (payloads.isEmpty() || !isMuxed) {
      throw bad("a section has a codec that both sides may know, and a=rtcp-mux");
    }
    List<String> all = new ArrayList<>(transport.lines(session));
    all.add(direction.isEmpty() ? "sendrecv" : direction);
    all.addAll(codecs.lines(payloads));
    all.addAll(lines);
    return new SdpSection(media.group(1), false, payloads, mid, all, named());
  }

  private void take(String name, String value) throws MalformedMessageException {
    if (transport.take(name, value) || codecs.take(name, value)) {
      return;
    }
    switch (name) {
      case "fingerprint" -> SdpTransport.requireFingerprint(value, page);
      case "mid" -> mid(value);
      case "sendrecv", "sendonly", "recvonly", "inactive" -> direction(name);
      case "rtcp-mux", "rtcp-rsize", "bundle-only" -> flag(name);
      case "msid" -> msid(value);
      case "extmap" -> extmap(value);
      case "ssrc" -> ssrc(value);
      case "ssrc-group" -> ssrcGroup(value);
      case "candidate" -> candidate(value);
      default -> {
        // Left out.
      }
    }
  }

  private void mid(String value) throws MalformedMessageException {
    if (!SdpRules.MID.matcher(value).matches() || !mid.isEmpty()) {
      throw bad("a=mid is 1 to 16 of A-Z, a-z, 0-9, _ and -, and stands once");
    }
    mid = value;
  }

  private void direction(String name) throws MalformedMessageException {
    if (!direction.isEmpty()) {
      throw bad("a direction stands once");
    }
    direction = name;
  }

  private void flag(String name) {
    isMuxed |= name.equals("rtcp-mux");
    if (!lines.contains(name)) {
      lines.add(name);
    }
  }

  private void msid(String value) throws MalformedMessageException {
    if (!SdpRules.MSID.matcher(value).matches() || ++ssrcs > SdpRules.MAX_SSRC_LINES) {
      throw bad("a=msid is one or two ids of at most 64 characters (RFC 8830)");
    }
    lines.add("msid:" + value);
  }

  private void extmap(String value) throws MalformedMessageException {
    Matcher extension = SdpRules.EXTMAP.matcher(value);
    if (!extension.matches()) {
      return;
    }
    int id = Integer.parseInt(extension.group(1));
    if (id < 1 || id > 255) {
      throw bad("a header extension's id is 1 to 255 (RFC 8285)");
    }
    String line = "extmap:" + id + " " + extension.group(2);
    if (SdpRules.EXTENSIONS.contains(extension.group(2)) && !lines.contains(line)) {
      lines.add(line);
    }
  }

  private void ssrc(String value) throws MalformedMessageException {
    Matcher source = SdpRules.SSRC.matcher(value);
    if (!source.matches()) {
      return;
    }
    if (Long.parseLong(source.group(1)) > 0xffff_ffffL || ++ssrcs > SdpRules.MAX_SSRC_LINES) {
      throw bad("an SSRC has 32 bits, and a section not many");
    }
    lines.add("ssrc:" + Long.parseLong(source.group(1)) + " " + source.group(2));
  }

  private void ssrcGroup(String value) throws MalformedMessageException {
    if (!SdpRules.SSRC_GROUP.matcher(value).matches()) {
      return;
    }
    if (++ssrcs > SdpRules.MAX_SSRC_LINES) {
      throw bad("a section has not many SSRCs");
    }
    lines.add("ssrc-group:" + value);
  }

  /** One with a name is set aside: the page's own checks say where it is, or who asks for it. */
  private void candidate(String value) {
    Matcher candidate = SdpRules.CANDIDATE.matcher(value);
    if (!candidate.matches() || candidates == SdpRules.MAX_CANDIDATES) {
      return;
    }
    long priority = Long.parseLong(candidate.group(2));
    int port = Integer.parseInt(candidate.group(4));
    if (priority > Integer.MAX_VALUE || port < 1 || port > 65_535) {
      return;
    }
    String where = candidate.group(3);
    if (SdpRules.HOST.matcher(where).matches()) {
      candidates++;
      UUID host = UUID.fromString(where.substring(0, SdpRules.UUID_CHARS));
      hosts.add(new NamedCandidate("", section, candidate.group(1), priority, host, port));
      return;
    }
    Optional<InetAddress> address = IpLiteral.parse(where).filter(NamedCandidate::isOfLocalNetwork);
    if (address.isPresent()) {
      candidates++;
      lines.add(NamedCandidate.text(candidate.group(1), priority, address.get(), port));
    }
  }

  /** The mid may stand after them. */
  private List<NamedCandidate> named() {
    return hosts.stream()
        .map(
            each ->
                new NamedCandidate(
                    mid, section, each.foundation(), each.priority(), each.host(), each.port()))
        .toList();
  }
}
