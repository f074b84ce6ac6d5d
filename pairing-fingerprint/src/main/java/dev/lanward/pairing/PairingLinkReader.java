package dev.lanward.pairing;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.MalformedMessageException.Reason;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads pairing links (protocol section 4.2). */
final class PairingLinkReader {
  static final String PREFIX = "lanward:1?";

  /** A web address around the link may be as long as the link itself. */
  private static final int MAX_TEXT_CHARS = 2 * PairingLink.MAX_CHARS;

  private static final Pattern WEB = Pattern.compile("https?://[^#]*#(.*)", Pattern.DOTALL);
  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
  private static final Pattern PARAMETER = Pattern.compile("[!-~]*");
  private static final String KNOWN_ONCE = "fshpnt";

  private final Map<String, String> once = new HashMap<>();
  private final List<InetAddress> addresses = new ArrayList<>();

  private PairingLinkReader() {}

  static PairingLink read(String text) throws MalformedMessageException {
    if (text.length() > MAX_TEXT_CHARS) {
      throw malformed(Reason.TOO_LONG, "a link has at most 1,024 characters");
    }
    String stripped = text.strip();
    var web = WEB.matcher(stripped);
    String link = web.matches() ? web.group(1) : stripped;
    if (link.length() > PairingLink.MAX_CHARS) {
      throw malformed(Reason.TOO_LONG, "a link has at most 1,024 characters");
    }
    if (!link.startsWith(PREFIX)) {
      throw malformed(Reason.BAD_VALUE, "a link begins with " + PREFIX);
    }
    return new PairingLinkReader().readParameters(link.substring(PREFIX.length()));
  }

  private PairingLink readParameters(String query) throws MalformedMessageException {
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      if (equals < 1 || !PARAMETER.matcher(parameter).matches()) {
        throw malformed(Reason.BAD_VALUE, "a link's parameter is name=value in visible ASCII");
      }
      String key = parameter.substring(0, equals);
      String value = parameter.substring(equals + 1);
      if (key.equals("a")) {
        addAddress(value);
      } else if (key.length() == 1 && KNOWN_ONCE.contains(key)) {
        if (once.putIfAbsent(key, value) != null) {
          throw malformed(Reason.DUPLICATE, "parameter " + key + " stands twice in a link");
        }
      }
    }
    return new PairingLink(
        new Fingerprint(base64Url("f", Fingerprint.LENGTH_BYTES)),
        LinkSecret.ofBytes(base64Url("s", LinkSecret.LENGTH_BYTES)),
        host(),
        port(),
        addresses,
        name(),
        type());
  }

  private void addAddress(String value) throws MalformedMessageException {
    if (addresses.size() == PairingLink.MAX_ADDRESSES) {
      throw malformed(Reason.TOO_LONG, "a link has at most 8 addresses");
    }
    addresses.add(
        IpLiteral.parse(percentDecode(value))
            .orElseThrow(() -> malformed(Reason.BAD_VALUE, "a is an IPv4 or IPv6 address")));
  }

  private Bytes base64Url(String key, int length) throws MalformedMessageException {
    return Base64s.url(required(key), length)
        .orElseThrow(
            () -> malformed(Reason.BAD_VALUE, key + " is base64url of " + length + " bytes"));
  }

  private UUID host() throws MalformedMessageException {
    return Uuids.parse(required("h"))
        .orElseThrow(() -> malformed(Reason.BAD_VALUE, "h is a UUIDv4 in lower case"));
  }

  private int port() throws MalformedMessageException {
    String text = once.getOrDefault("p", Integer.toString(PairingLink.DEFAULT_PORT));
    if (!PORT.matcher(text).matches() || Integer.parseInt(text) > 65_535) {
      throw malformed(Reason.BAD_VALUE, "p is a port, 1 to 65535");
    }
    return Integer.parseInt(text);
  }

  private Optional<String> name() throws MalformedMessageException {
    String raw = once.get("n");
    if (raw == null) {
      return Optional.empty();
    }
    return Optional.of(
        Names.clean(percentDecode(raw))
            .orElseThrow(() -> malformed(Reason.BAD_VALUE, "n has 1 to 64 characters")));
  }

  private Optional<String> type() throws MalformedMessageException {
    String raw = once.get("t");
    if (raw == null) {
      return Optional.empty();
    }
    String type = percentDecode(raw);
    if (!Names.isType(type)) {
      throw malformed(Reason.BAD_VALUE, "t is 1 to 32 of a-z, 0-9 and -");
    }
    return Optional.of(type);
  }

  private String required(String key) throws MalformedMessageException {
    String value = once.get(key);
    if (value == null) {
      throw malformed(Reason.MISSING, "a link has a parameter " + key);
    }
    return value;
  }

  private static String percentDecode(String value) throws MalformedMessageException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) != '%') {
        bytes.write(value.charAt(i));
        continue;
      }
      int high = i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
      int low = i + 2 < value.length() ? Character.digit(value.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0) {
        throw malformed(Reason.BAD_VALUE, "a percent sign is followed by two hexadecimal digits");
      }
      bytes.write((high << 4) | low);
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw malformed(Reason.BAD_VALUE, "percent-encoded text is UTF-8");
    }
  }

  private static MalformedMessageException malformed(Reason reason, String message) {
    return new MalformedMessageException(reason, -1, message);
  }
}
