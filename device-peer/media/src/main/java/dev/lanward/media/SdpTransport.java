package dev.lanward.media;

import static dev.lanward.media.SdpReader.bad;

import dev.lanward.core.MalformedMessageException;
import dev.lanward.pairing.Fingerprint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How a section is transported: what may stand at the session's level, for all, or at a section's.
 */
final class SdpTransport {
  private static final Map<String, Pattern> RULES =
      Map.of(
          "ice-ufrag", SdpRules.UFRAG,
          "ice-pwd", SdpRules.PWD,
          "setup", SdpRules.SETUP);

  private final Map<String, String> values = new LinkedHashMap<>();

  /** Takes an attribute, if it is one of these; says whether it is. */
  boolean take(String name, String value) throws MalformedMessageException {
    Pattern rule = RULES.get(name);
    if (rule == null) {
      return false;
    }
    if (!rule.matcher(value).matches()) {
      throw bad("a=" + name + " breaks RFC 8839 or RFC 4145");
    }
    if (values.put(name, value) != null) {
      throw bad("a=" + name + " stands once");
    }
    return true;
  }

  /** The attributes, with those of the session where there are none. */
  List<String> lines(SdpTransport session) throws MalformedMessageException {
    Map<String, String> all = new LinkedHashMap<>(session.values);
    all.putAll(values);
    if (!all.containsKey("ice-ufrag") || !all.containsKey("ice-pwd")) {
      throw bad("a section has a=ice-ufrag and a=ice-pwd (RFC 8839 section 5.4)");
    }
    if (!all.containsKey("setup")) {
      throw bad("a section has a=setup (RFC 8842 section 5.1)");
    }
    return all.entrySet().stream().map(each -> each.getKey() + ":" + each.getValue()).toList();
  }

  /** A fingerprint must be that of the certificate which the session has proved. */
  static void requireFingerprint(String value, Fingerprint page) throws MalformedMessageException {
    String[] words = value.split(" ", 3);
    if (words.length != 2
        || !words[0].toLowerCase(Locale.ROOT).equals("sha-256")
        || !words[1].toUpperCase(Locale.ROOT).equals(page.toString().toUpperCase(Locale.ROOT))) {
      throw bad("a=fingerprint is that of the session's certificate");
    }
  }
}
