package dev.lanward.kurento;

import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.MediaMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A media server's session description (RFC 8866): what it is made of is checked, not what it says,
 * which is the page's browser's to find out. Its candidates are set aside: they come as events.
 *
 * @param lines without candidates
 * @param fingerprint the one certificate that it names
 */
record ServerDescription(List<String> lines, Fingerprint fingerprint) {
  private static final int MAX_LINES = 1_000;
  private static final int MAX_SECTIONS = 4;
  private static final Pattern LINE_END = Pattern.compile("\r?\n");
  private static final Pattern LINE = Pattern.compile("[a-z]=[\\x20-\\x7e]{0,1022}");

  /** Some servers leave the transport's name out of the profile (RFC 8842 section 12). */
  private static final Pattern MEDIA =
      Pattern.compile("m=(audio|video) ([0-9]{1,5}) (?:UDP/TLS/)?RTP/SAVPF((?: [0-9]{1,3}){1,64})");

  private static final Pattern FINGERPRINT =
      Pattern.compile("a=fingerprint:(\\S+) (\\S+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern CANDIDATE =
      Pattern.compile("a=(candidate|end-of-candidates).*", Pattern.CASE_INSENSITIVE);

  ServerDescription {
    lines = List.copyOf(lines);
  }

  /**
   * Reads one.
   *
   * @throws BadDescriptionException when it breaks a rule, or names no certificate, or two
   */
  static ServerDescription read(@Nullable String sdp) throws BadDescriptionException {
    if (sdp == null) {
      throw new BadDescriptionException("there is none");
    }
    if (sdp.length() > MediaMessage.Sdp.MAX_BYTES) {
      throw new BadDescriptionException("it is too long");
    }
    List<String> lines = new ArrayList<>();
    Set<Fingerprint> named = new HashSet<>();
    boolean isOfAll = false;
    boolean isNamed = false;
    int sections = 0;
    for (String line : LINE_END.split(sdp)) {
      require(LINE.matcher(line).matches() && lines.size() < MAX_LINES, "it is no SDP");
      Matcher fingerprint = FINGERPRINT.matcher(line);
      if (line.startsWith("m=")) {
        require(sections == 0 || isNamed, "a section names no certificate");
        require(++sections <= MAX_SECTIONS, "it has too many sections");
        isNamed = isOfAll;
        lines.add(media(line));
      } else if (line.toLowerCase(Locale.ROOT).startsWith("a=fingerprint")) {
        require(fingerprint.matches(), "a fingerprint is none");
        named.add(fingerprint(fingerprint));
        isNamed = true;
        isOfAll |= sections == 0;
        lines.add(line);
      } else if (!CANDIDATE.matcher(line).matches()) {
        lines.add(line);
      }
    }
    require(!lines.isEmpty() && lines.get(0).equals("v=0") && sections > 0, "it is no SDP");
    require(isNamed && named.size() == 1, "it names no certificate, or two");
    return new ServerDescription(lines, named.iterator().next());
  }

  /** For the page. */
  String write(List<ServerCandidate> candidates) {
    StringBuilder text = new StringBuilder(4_096);
    int section = -1;
    for (String line : lines) {
      if (line.startsWith("m=")) {
        candidates(candidates, section++, text);
      }
      text.append(line).append("\r\n");
    }
    candidates(candidates, section, text);
    return text.toString();
  }

  private static void candidates(List<ServerCandidate> all, int section, StringBuilder text) {
    for (ServerCandidate each : all) {
      if (each.section() == section) {
        text.append("a=").append(each.text()).append("\r\n");
      }
    }
  }

  private static String media(String line) throws BadDescriptionException {
    Matcher media = MEDIA.matcher(line);
    require(media.matches(), "a section is not of audio or video over DTLS");
    return "m=" + media.group(1) + " " + media.group(2) + " UDP/TLS/RTP/SAVPF" + media.group(3);
  }

  private static Fingerprint fingerprint(Matcher words) throws BadDescriptionException {
    require(words.group(1).equalsIgnoreCase("sha-256"), "a fingerprint is not of SHA-256");
    try {
      return Fingerprint.parse(words.group(2));
    } catch (IllegalArgumentException e) {
      throw new BadDescriptionException("a fingerprint is none");
    }
  }

  private static void require(boolean holds, String why) throws BadDescriptionException {
    if (!holds) {
      throw new BadDescriptionException(why);
    }
  }
}
