package dev.lanward.media;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * What of a page's description is let through to libwebrtc, and in which form: everything else is
 * left out, or makes the description malformed. Patterns hold closed alphabets, none with a line's
 * end.
 */
final class SdpRules {
  /** Browsers write a dozen; talking and watching need four. */
  static final int MAX_SECTIONS = 16;

  static final int MAX_LINES = 1_500;

  /** RFC 8866 sets none; Chromium's longest are fmtp lines of 150. */
  static final int MAX_LINE_CHARS = 1_024;

  /** In a section, of SSRCs: an audio or video track has two, with layers six. */
  static final int MAX_SSRC_LINES = 32;

  /** In a section. The page's address is learnt from its checks; these only make it sooner. */
  static final int MAX_CANDIDATES = 8;

  static final Pattern LINE = Pattern.compile("[a-z]=[\\x20-\\x7e]*+");
  static final Pattern MEDIA =
      Pattern.compile("(audio|video) ([0-9]{1,5}) UDP/TLS/RTP/SAVPF((?: [0-9]{1,3}){1,64})");
  static final Pattern ATTRIBUTE = Pattern.compile("([A-Za-z0-9-]{1,64}+)(?::(.*+))?");
  static final Pattern MID = Pattern.compile("[A-Za-z0-9_-]{1,16}");
  static final Pattern GROUP = Pattern.compile("BUNDLE((?: [A-Za-z0-9_-]{1,16}){0,16})");

  /** RFC 8839 section 5.4. */
  static final Pattern UFRAG = Pattern.compile("[A-Za-z0-9+/]{4,256}");

  static final Pattern PWD = Pattern.compile("[A-Za-z0-9+/]{22,256}");
  static final Pattern SETUP = Pattern.compile("actpass|active|passive");
  static final Pattern MSID =
      Pattern.compile("[A-Za-z0-9{}_.+-]{1,64}(?: [A-Za-z0-9{}_.+-]{1,64})?");
  static final Pattern RTPMAP =
      Pattern.compile("([0-9]{1,3}) ([A-Za-z0-9-]{1,32})/([0-9]{1,6})(?:/([1-2]))?");
  static final Pattern PAYLOAD_VALUE = Pattern.compile("([0-9]{1,3}|\\*) (.+)");
  static final Pattern PARAMETER = Pattern.compile(" ?([a-z0-9-]{1,32})=([A-Za-z0-9.,+/_-]{1,64})");

  /** The parameters of RED (RFC 2198) and of telephone events (RFC 4733), which are no pairs. */
  static final Pattern BARE_PARAMETERS =
      Pattern.compile("[0-9]{1,3}(?:/[0-9]{1,3}){1,3}|[0-9]{1,2}-[0-9]{1,2}");

  static final Pattern EXTMAP =
      Pattern.compile("([0-9]{1,3})(?:/(?:sendrecv|sendonly|recvonly|inactive))? ([!-~]{1,128})");
  static final Pattern SSRC =
      Pattern.compile(
          "([0-9]{1,10}) (cname:[A-Za-z0-9{}_.+/-]{1,64}"
              + "|msid:[A-Za-z0-9{}_.+-]{1,64} [A-Za-z0-9{}_.+-]{1,64})");
  static final Pattern SSRC_GROUP = Pattern.compile("FID [0-9]{1,10} [0-9]{1,10}");

  /** RFC 8839 section 5.1, of UDP and the address or name of a host. */
  static final Pattern CANDIDATE =
      Pattern.compile(
          "([A-Za-z0-9+/]{1,32}) 1 (?:UDP|udp) ([0-9]{1,10}) ([0-9A-Fa-f.:]{2,45}|[0-9A-Za-z.-]{42})"
              + " ([0-9]{1,5}) typ host(?: .*+)?");

  static final int UUID_CHARS = 36;

  /** What a browser names itself: a UUIDv4 under {@code .local}. */
  static final Pattern HOST =
      Pattern.compile(
          "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}"
              + "\\.local");

  static final Set<String> DIRECTIONS = Set.of("sendrecv", "sendonly", "recvonly", "inactive");
  static final Set<String> FLAGS = Set.of("rtcp-mux", "rtcp-rsize", "bundle-only");

  /**
   * What libwebrtc encodes and decodes, and what repairs it. In lower case, as RFC 4855 compares.
   */
  static final Set<String> CODECS =
      Set.of("vp8", "vp9", "av1", "h264", "rtx", "red", "ulpfec", "opus", "telephone-event", "cn");

  static final Set<String> VIDEO_CODECS = Set.of("vp8", "vp9", "av1", "h264");

  static final Set<String> PARAMETERS =
      Set.of(
          "apt",
          "level-asymmetry-allowed",
          "level-idx",
          "max-fr",
          "max-fs",
          "maxplaybackrate",
          "minptime",
          "packetization-mode",
          "profile",
          "profile-id",
          "profile-level-id",
          "rtx-time",
          "sprop-stereo",
          "stereo",
          "tier",
          "useinbandfec",
          "usedtx");

  static final Set<String> FEEDBACK =
      Set.of("nack", "nack pli", "ccm fir", "goog-remb", "transport-cc");

  static final Set<String> EXTENSIONS =
      Set.of(
          "urn:ietf:params:rtp-hdrext:sdes:mid",
          "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
          "urn:ietf:params:rtp-hdrext:toffset",
          "urn:3gpp:video-orientation",
          "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
          "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay",
          "http://www.webrtc.org/experiments/rtp-hdrext/video-content-type",
          "http://www.webrtc.org/experiments/rtp-hdrext/video-timing",
          "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01");

  private SdpRules() {}
}
