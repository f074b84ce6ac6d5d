package dev.lanward.ice;

import dev.lanward.pairing.Fingerprint;
import java.util.List;

/**
 * The answer that a page writes in the device's place; docs/protocol.md, section 7. Pure text, and
 * nothing gets into it that was not checked: an answer is code that a browser runs.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8841">RFC 8841: SCTP over DTLS in SDP</a>
 */
public final class SyntheticAnswer {
  /** Candidates that an answer may hold. */
  public static final int MAX_CANDIDATES = 17;

  /** Longest mid. */
  public static final int MAX_MID = 32;

  private static final String TOKEN_SPECIALS = "!#$%&'*+-.^_`{|}~"; // RFC 4566 section 9
  private static final String LINE_END = "\r\n";
  private static final int HOST_TYPE_PREFERENCE = 126;
  private static final int MAX_LOCAL_PREFERENCE = 65_535;
  private static final int COMPONENT_TERM = 255;

  private SyntheticAnswer() {}

  /**
   * Writes an answer.
   *
   * @param mid of the data-channel section of the page's offer: 1 to 32 token characters
   * @param knock what the page says to the device
   * @param doorPwd what proves it, 22 to 256 ice-chars
   * @param device the only certificate that the page accepts
   * @param candidates where the device may be, the most likely first; at most 17
   * @throws IllegalArgumentException when one of these does not hold
   */
  public static String write(
      String mid,
      Knock knock,
      String doorPwd,
      Fingerprint device,
      List<AnswerCandidate> candidates) {
    requireMid(mid);
    if (!IceChars.isPwd(doorPwd)) {
      throw new IllegalArgumentException(
          "a door-pwd has 22 to 256 ice-chars (RFC 8839 5.4), had " + doorPwd.length());
    }
    if (candidates.size() > MAX_CANDIDATES) {
      throw new IllegalArgumentException(
          "an answer has at most 17 candidates, not " + candidates.size());
    }
    StringBuilder sdp = new StringBuilder();
    for (String line : section(mid, knock, doorPwd, device)) {
      sdp.append(line).append(LINE_END);
    }
    for (int i = 0; i < candidates.size(); i++) {
      sdp.append("a=").append(candidate(i + 1, candidates.get(i))).append(LINE_END);
    }
    return sdp.toString();
  }

  /**
   * One host candidate as {@code addIceCandidate} takes it: without the {@code a=}.
   *
   * @param number counts from 1
   * @param candidate where
   */
  public static String candidate(int number, AnswerCandidate candidate) {
    if (number < 1 || number > MAX_LOCAL_PREFERENCE) {
      throw new IllegalArgumentException("a candidate's number counts from 1, was " + number);
    }
    return "candidate:%d 1 udp %d %s %d typ host"
        .formatted(number, priority(number), candidate.address(), candidate.port());
  }

  private static List<String> section(String mid, Knock knock, String doorPwd, Fingerprint device) {
    return List.of(
        "v=0",
        "o=- 1 1 IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE " + mid,
        "a=ice-lite",
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
        "c=IN IP4 0.0.0.0",
        "a=mid:" + mid,
        "a=ice-ufrag:" + knock.ufrag(),
        "a=ice-pwd:" + doorPwd,
        "a=fingerprint:sha-256 " + device,
        "a=setup:passive",
        "a=sctp-port:5000",
        "a=max-message-size:262144");
  }

  /** RFC 8445 section 5.1.2.1. */
  private static int priority(int number) {
    return HOST_TYPE_PREFERENCE << 24 | (MAX_LOCAL_PREFERENCE - number) << 8 | COMPONENT_TERM;
  }

  private static void requireMid(String mid) {
    boolean fits = !mid.isEmpty() && mid.length() <= MAX_MID;
    if (!fits || !mid.chars().allMatch(SyntheticAnswer::isTokenChar)) {
      throw new IllegalArgumentException("a mid has 1 to 32 token characters (RFC 4566 9)");
    }
  }

  private static boolean isTokenChar(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || TOKEN_SPECIALS.indexOf(c) >= 0;
  }
}
