package dev.lanward.pairing;

import static dev.lanward.pairing.JsonFields.bad;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.pairing.ControlMessage.Bye;
import dev.lanward.pairing.ControlMessage.Hello;
import dev.lanward.pairing.ControlMessage.Revoke;
import dev.lanward.pairing.ControlMessage.Rotate;
import dev.lanward.pairing.ControlMessage.Unknown;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads control messages and what SPAKE2 seals (protocol sections 8 to 12). */
final class ControlReader {
  /** Room for the longest sealed description with every character escaped. */
  static final int MAX_SEALED_BYTES = 8_192;

  private static final int MAX_UNKNOWN_TYPE_CHARS = 64;

  private ControlReader() {}

  static ControlMessage read(Bytes utf8) throws MalformedMessageException {
    JsonFields fields = JsonFields.parse(utf8);
    String type = fields.text("type");
    return switch (type) {
      case "hello" -> hello(fields);
      case "pair" -> pair(fields);
      case "rotate" -> new Rotate(fingerprint(fields));
      case "revoke" -> new Revoke();
      case "media" -> MediaReader.media(fields);
      case "sdp" -> MediaReader.sdp(fields);
      case "ring" -> MediaReader.ring(fields);
      case "bye" -> new Bye(Bye.Reason.of(fields.text("reason")));
      default -> unknown(type);
    };
  }

  /** What a page seals: its name. */
  static String pageName(Bytes unsealed) throws MalformedMessageException {
    return name(JsonFields.parse(unsealed));
  }

  /** What a device seals. */
  static DeviceOffer offer(Bytes unsealed) throws MalformedMessageException {
    return offer(JsonFields.parse(unsealed));
  }

  private static ControlMessage hello(JsonFields fields) throws MalformedMessageException {
    if (fields.integer("version", 1, Integer.MAX_VALUE) != ControlMessage.VERSION) {
      return unknown("hello");
    }
    if (!fields.has("deviceType")) {
      return Hello.ofPage(name(fields));
    }
    List<String> knocks =
        fields.has("knocks") ? fields.texts("knocks", Hello.MAX_KNOCKS) : List.of();
    return Hello.ofDevice(device(fields), knocks);
  }

  private static ControlMessage pair(JsonFields fields) throws MalformedMessageException {
    String step = fields.text("step");
    return switch (step) {
      case "share" -> new PairMessage.Share(fields.base64("share", P256.POINT_BYTES));
      case "confirm" ->
          new PairMessage.Confirm(
              fields.base64("confirm", HmacSha256.LENGTH_BYTES),
              fields.base64("sealed", PairingSeal.TAG_BYTES, MAX_SEALED_BYTES));
      case "refused" ->
          new PairMessage.Refused(
              Refusal.of(fields.text("code")), fields.has("left") ? left(fields) : 0);
      case "link" -> new PairMessage.Link(name(fields));
      case "linked" -> new PairMessage.Linked(offer(fields));
      default -> unknown("pair " + step);
    };
  }

  private static int left(JsonFields fields) throws MalformedMessageException {
    return fields.integer("left", 0, PairingMode.GUESSES_PER_OPENING);
  }

  private static DeviceOffer offer(JsonFields fields) throws MalformedMessageException {
    return new DeviceOffer(
        device(fields),
        fingerprint(fields),
        PairingKey.ofBytes(fields.base64("key", PairingKey.LENGTH_BYTES)));
  }

  private static DeviceDescription device(JsonFields fields) throws MalformedMessageException {
    String type = fields.text("deviceType");
    if (!Names.isType(type)) {
      throw bad("deviceType", "is 1 to 32 of a-z, 0-9 and -");
    }
    UUID host =
        Uuids.parse(fields.text("host"))
            .orElseThrow(() -> bad("host", "is a UUIDv4 in lower case"));
    List<InetAddress> addresses = new ArrayList<>();
    for (String text : fields.texts("addresses", PairingLink.MAX_ADDRESSES)) {
      Optional<InetAddress> address = IpLiteral.parse(text);
      addresses.add(
          address.orElseThrow(() -> bad("addresses", "holds IPv4 and IPv6 addresses only")));
    }
    int port = fields.integer("port", 1, 65_535);
    return new DeviceDescription(name(fields), type, host, addresses, port);
  }

  private static String name(JsonFields fields) throws MalformedMessageException {
    return Names.clean(fields.text("name"))
        .orElseThrow(() -> bad("name", "has 1 to 64 characters that can be seen"));
  }

  static Fingerprint fingerprint(JsonFields fields) throws MalformedMessageException {
    try {
      return Fingerprint.parse(fields.text("fingerprint"));
    } catch (IllegalArgumentException e) {
      throw bad("fingerprint", "is 32 hexadecimal pairs joined by colons");
    }
  }

  private static Unknown unknown(String type) {
    return new Unknown(
        type.length() > MAX_UNKNOWN_TYPE_CHARS ? type.substring(0, MAX_UNKNOWN_TYPE_CHARS) : type);
  }
}
