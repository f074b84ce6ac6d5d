package dev.lanward.media;

import static dev.lanward.media.SdpReader.bad;

import dev.lanward.core.MalformedMessageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;

/** The payload types of a section, and what is said of each. */
final class SdpCodecs {
  /**
   * In kbit/s. libwebrtc begins with 300 otherwise, which is a second of blocks on a network that
   * carries thousands; where it does not, congestion control notices within two round trips.
   */
  private static final int START_KBITS = 1_500;

  private static final int MAX_FEEDBACK_LINES = 512;

  private final Map<Integer, String> maps = new LinkedHashMap<>();
  private final Map<Integer, String> formats = new LinkedHashMap<>();
  private final Map<Integer, List<String>> feedback = new LinkedHashMap<>();
  private int feedbackLines;

  /** Takes an attribute, if it is of a payload type; says whether it is. */
  boolean take(String name, String value) throws MalformedMessageException {
    switch (name) {
      case "rtpmap" -> map(value);
      case "fmtp" -> format(value);
      case "rtcp-fb" -> feedback(value);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Those of {@code offered} whose codec is let through, with what repairs them. */
  List<Integer> payloads(String[] offered) throws MalformedMessageException {
    List<Integer> payloads = new ArrayList<>();
    for (String word : offered) {
      int payload = payload(word);
      if (payloads.contains(payload)) {
        throw bad("a payload type stands once");
      }
      if (maps.containsKey(payload)) {
        payloads.add(payload);
      }
    }
    List<Integer> all = List.copyOf(payloads);
    payloads.removeIf(payload -> isRepair(payload) && !hasWhatItRepairs(payload, all));
    return payloads;
  }

  /** The attributes of {@code payloads}. */
  List<String> lines(List<Integer> payloads) {
    List<String> lines = new ArrayList<>();
    for (int payload : payloads) {
      lines.add("rtpmap:" + payload + " " + maps.get(payload));
      feedback
          .getOrDefault(payload, List.of())
          .forEach(each -> lines.add("rtcp-fb:" + payload + " " + each));
      format(payload).ifPresent(format -> lines.add("fmtp:" + payload + " " + format));
    }
    return lines;
  }

  /** With our own wish at what rate libwebrtc begins to send a picture. */
  private Optional<String> format(int payload) {
    Optional<String> format = Optional.ofNullable(formats.get(payload));
    String codec = String.valueOf(maps.get(payload)).toLowerCase(Locale.ROOT);
    return SdpRules.VIDEO_CODECS.contains(codec.replaceAll("/.*", ""))
        ? Optional.of(
            format.map(given -> given + ";").orElse("") + "x-google-start-bitrate=" + START_KBITS)
        : format;
  }

  private void map(String value) throws MalformedMessageException {
    Matcher map = SdpRules.RTPMAP.matcher(value);
    if (!map.matches()) {
      return;
    }
    int payload = payload(map.group(1));
    if (!SdpRules.CODECS.contains(map.group(2).toLowerCase(Locale.ROOT))) {
      return;
    }
    String channels = map.group(4) == null ? "" : "/" + map.group(4);
    String text = map.group(2) + "/" + Integer.parseInt(map.group(3)) + channels;
    if (maps.put(payload, text) != null) {
      throw bad("a payload type has one a=rtpmap");
    }
  }

  private void format(String value) throws MalformedMessageException {
    Matcher split = SdpRules.PAYLOAD_VALUE.matcher(value);
    if (!split.matches() || split.group(1).equals("*")) {
      return;
    }
    String format = format(split.group(2).split(";"));
    if (!format.isEmpty() && formats.put(payload(split.group(1)), format) != null) {
      throw bad("a payload type has one a=fmtp");
    }
  }

  private static String format(String[] parameters) {
    if (parameters.length == 1 && SdpRules.BARE_PARAMETERS.matcher(parameters[0]).matches()) {
      return parameters[0];
    }
    List<String> taken = new ArrayList<>();
    for (String each : parameters) {
      Matcher parameter = SdpRules.PARAMETER.matcher(each);
      if (parameter.matches() && SdpRules.PARAMETERS.contains(parameter.group(1))) {
        taken.add(parameter.group(1) + "=" + parameter.group(2));
      }
    }
    return String.join(";", taken);
  }

  /**
   * A {@code *} (RFC 4585 section 4.2) is for all of the section, and neither browser writes it.
   */
  private void feedback(String value) throws MalformedMessageException {
    Matcher split = SdpRules.PAYLOAD_VALUE.matcher(value);
    if (!split.matches()
        || split.group(1).equals("*")
        || !SdpRules.FEEDBACK.contains(split.group(2))) {
      return;
    }
    if (++feedbackLines > MAX_FEEDBACK_LINES) {
      throw bad("a section has at most 512 a=rtcp-fb");
    }
    List<String> known =
        feedback.computeIfAbsent(payload(split.group(1)), payload -> new ArrayList<>());
    if (!known.contains(split.group(2))) {
      known.add(split.group(2));
    }
  }

  private boolean isRepair(int payload) {
    String map = String.valueOf(maps.get(payload)).toLowerCase(Locale.ROOT);
    return map.startsWith("rtx/") || map.startsWith("red/48000");
  }

  /** {@code apt=96} of RTX (RFC 4588 section 8.1), {@code 111/111} of RED for audio. */
  private boolean hasWhatItRepairs(int payload, List<Integer> all) {
    String format = formats.getOrDefault(payload, "");
    for (String parameter : format.split(";")) {
      if (parameter.startsWith("apt=")) {
        return isAmong(parameter.substring("apt=".length()), payload, all);
      }
    }
    return format.contains("/") && isAmong(format.split("/")[0], payload, all);
  }

  private static boolean isAmong(String digits, int itself, List<Integer> all) {
    return digits.matches("[0-9]{1,3}")
        && Integer.parseInt(digits) != itself
        && all.contains(Integer.parseInt(digits));
  }

  private static int payload(String digits) throws MalformedMessageException {
    int payload = Integer.parseInt(digits);
    if (payload > 127) {
      throw bad("a payload type is 0 to 127");
    }
    return payload;
  }
}
