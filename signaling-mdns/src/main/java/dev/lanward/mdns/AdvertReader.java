package dev.lanward.mdns;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.MalformedMessageException.Reason;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Names;
import dev.lanward.pairing.ResolvableId;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Reads adverts from TXT data. Keys that it does not know mean nothing to it. */
public final class AdvertReader {
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,2}");
  private static final Pattern FLAGS = Pattern.compile("[a-z]{0,16}");
  private static final int MAX_DOOR = 255;

  private AdvertReader() {}

  /**
   * The advert that {@code txt} says.
   *
   * @throws MalformedMessageException when it says none of version {@link Advert#VERSION}, or what
   *     it says breaks a rule of protocol section 14
   */
  public static Advert read(Bytes txt) throws MalformedMessageException {
    TxtStrings strings = TxtStrings.read(txt);
    if (number(strings, AdvertProtocol.VERSION) != Advert.VERSION) {
      throw bad(AdvertProtocol.VERSION, "is 1");
    }
    int door = number(strings, AdvertProtocol.DOOR);
    if (door > MAX_DOOR) {
      throw bad(AdvertProtocol.DOOR, "is at most 255");
    }
    List<String> knocks = knocks(strings);
    Advert.PairingMode pairing = pairing(strings);
    boolean visible = strings.has(AdvertProtocol.FINGERPRINT);
    if (visible == strings.has(AdvertProtocol.RESOLVABLE)) {
      throw new MalformedMessageException(
          visible ? Reason.DUPLICATE : Reason.MISSING, -1, "an advert has either fp or r");
    }
    return visible
        ? new Advert.Visible(door, knocks, pairing, fingerprint(strings), type(strings))
        : new Advert.Private(door, knocks, pairing, id(strings));
  }

  private static List<String> knocks(TxtStrings strings) throws MalformedMessageException {
    List<String> knocks = List.of(text(strings, AdvertProtocol.KNOCKS).split(",", -1));
    if (!Advert.areKnocks(knocks)) {
      throw bad(AdvertProtocol.KNOCKS, "is 1 to 16 of [a-z0-9]{1,8}, joined by commas");
    }
    return knocks;
  }

  private static Advert.PairingMode pairing(TxtStrings strings) throws MalformedMessageException {
    String flags = strings.has(AdvertProtocol.FLAGS) ? text(strings, AdvertProtocol.FLAGS) : "";
    if (!FLAGS.matcher(flags).matches()) {
      throw bad(AdvertProtocol.FLAGS, "is up to 16 letters");
    }
    boolean open = flags.indexOf(AdvertProtocol.PAIRING) >= 0;
    if (!strings.has(AdvertProtocol.NAMEPLATE)) {
      return new Advert.PairingMode(open, OptionalInt.empty());
    }
    if (!open) {
      throw bad(AdvertProtocol.NAMEPLATE, "stands in pairing mode only");
    }
    return Advert.PairingMode.at(number(strings, AdvertProtocol.NAMEPLATE));
  }

  private static Fingerprint fingerprint(TxtStrings strings) throws MalformedMessageException {
    return new Fingerprint(
        base64(strings, AdvertProtocol.FINGERPRINT)
            .filter(raw -> raw.length() == Fingerprint.LENGTH_BYTES)
            .orElseThrow(() -> bad(AdvertProtocol.FINGERPRINT, "is base64 of 32 bytes")));
  }

  private static Bytes id(TxtStrings strings) throws MalformedMessageException {
    return base64(strings, AdvertProtocol.RESOLVABLE)
        .filter(ResolvableId::isWellFormed)
        .orElseThrow(() -> bad(AdvertProtocol.RESOLVABLE, "is base64 of 72 or 136 bytes"));
  }

  private static String type(TxtStrings strings) throws MalformedMessageException {
    String type = text(strings, AdvertProtocol.TYPE);
    if (!Names.isType(type)) {
      throw bad(AdvertProtocol.TYPE, "is [a-z0-9-]{1,32}");
    }
    return type;
  }

  /** 1 to 999, without a leading zero. */
  private static int number(TxtStrings strings, String key) throws MalformedMessageException {
    String text = text(strings, key);
    if (!NUMBER.matcher(text).matches()) {
      throw bad(key, "is a number from 1 to 999");
    }
    return Integer.parseInt(text);
  }

  private static String text(TxtStrings strings, String key) throws MalformedMessageException {
    if (!strings.has(key)) {
      throw new MalformedMessageException(Reason.MISSING, -1, key + " is missing");
    }
    return strings.text(key).orElseThrow(() -> bad(key, "is ASCII text"));
  }

  /** The bytes of unpadded base64, of which each sequence of bytes has one spelling. */
  private static Optional<Bytes> base64(TxtStrings strings, String key)
      throws MalformedMessageException {
    String text = text(strings, key);
    try {
      Bytes raw = Bytes.copyOf(Base64.getDecoder().decode(text));
      return raw.toBase64().equals(text) ? Optional.of(raw) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static MalformedMessageException bad(String key, String rule) {
    return new MalformedMessageException(Reason.BAD_VALUE, -1, key + " " + rule);
  }
}
