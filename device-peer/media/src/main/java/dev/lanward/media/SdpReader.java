package dev.lanward.media;

import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.MalformedMessageException.Reason;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.MediaMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;

/** Reads a page's description by {@link SdpRules}. One description each. */
final class SdpReader {
  private final Fingerprint page;
  private final List<SdpSection> sections = new ArrayList<>();
  private final List<String> bundled = new ArrayList<>();
  private final SdpTransport session = new SdpTransport();

  SdpReader(Fingerprint page) {
    this.page = page;
  }

  PageDescription read(String sdp) throws MalformedMessageException {
    List<String> lines = lines(sdp);
    if (!lines.get(0).equals("v=0")) {
      throw bad("a description begins with v=0 (RFC 8866 section 5.1)");
    }
    int at = 1;
    while (at < lines.size() && !lines.get(at).startsWith("m=")) {
      ofSession(lines.get(at++));
    }
    while (at < lines.size()) {
      int from = at++;
      while (at < lines.size() && !lines.get(at).startsWith("m=")) {
        at++;
      }
      if (sections.size() == SdpRules.MAX_SECTIONS) {
        throw bad("a description has at most 16 sections");
      }
      sections.add(
          new SdpSectionReader(page, session, sections.size())
              .read(lines.get(from), lines.subList(from + 1, at)));
    }
    check();
    return new PageDescription(sections, bundled);
  }

  private static List<String> lines(String sdp) throws MalformedMessageException {
    if (sdp.length() > MediaMessage.Sdp.MAX_BYTES || !sdp.endsWith("\n")) {
      throw bad("a description has at most 32,768 bytes, and ends with a line's end");
    }
    List<String> lines = new ArrayList<>();
    int from = 0;
    while (from < sdp.length()) {
      int end = sdp.indexOf('\n', from);
      int to = end > from && sdp.charAt(end - 1) == '\r' ? end - 1 : end;
      String line = sdp.substring(from, to);
      if (line.length() > SdpRules.MAX_LINE_CHARS || !isText(line)) {
        throw bad("a line is a letter, = and at most 1,022 characters of ASCII");
      }
      lines.add(line);
      from = end + 1;
    }
    if (lines.size() > SdpRules.MAX_LINES) {
      throw bad("a description has at most 1,500 lines");
    }
    return lines;
  }

  /**
   * Firefox names itself in {@code o=}, which is read no further: ASCII it must be all the same.
   */
  private static boolean isText(String line) {
    return SdpRules.LINE.matcher(line).matches();
  }

  private void ofSession(String line) throws MalformedMessageException {
    if (!line.startsWith("a=")) {
      return; // Origin, name, time: written anew.
    }
    Matcher attribute = SdpRules.ATTRIBUTE.matcher(line.substring(2));
    if (!attribute.matches()) {
      return;
    }
    String name = attribute.group(1);
    String value = attribute.group(2) == null ? "" : attribute.group(2);
    if (name.equals("fingerprint")) {
      SdpTransport.requireFingerprint(value, page);
    } else if (name.equals("group")) {
      group(value);
    } else {
      session.take(name, value);
    }
  }

  private void group(String value) throws MalformedMessageException {
    if (!value.startsWith("BUNDLE")) {
      return; // LS, of lip synchronisation, says what msid says.
    }
    Matcher group = SdpRules.GROUP.matcher(value);
    if (!group.matches() || !bundled.isEmpty()) {
      throw bad("a=group:BUNDLE names at most 16 mids, and stands once");
    }
    for (String mid : group.group(1).strip().split(" ")) {
      if (!mid.isEmpty()) {
        bundled.add(mid);
      }
    }
  }

  private void check() throws MalformedMessageException {
    Set<String> mids = new HashSet<>();
    for (SdpSection section : sections) {
      if (!mids.add(section.mid())) {
        throw bad("a mid stands once (RFC 5888 section 4)");
      }
    }
    if (!mids.containsAll(bundled) || new HashSet<>(bundled).size() != bundled.size()) {
      throw bad("a=group:BUNDLE names sections that there are, each once");
    }
    for (SdpSection section : sections) {
      if (!section.isRejected() && !bundled.contains(section.mid())) {
        throw bad("all sections share one transport (RFC 8843)");
      }
    }
  }

  static MalformedMessageException bad(String rule) {
    return new MalformedMessageException(Reason.BAD_VALUE, -1, rule);
  }
}
