package dev.lanward.mdns;

import dev.lanward.core.Bytes;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Names;
import dev.lanward.pairing.ResolvableId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What a device says of itself in the TXT record of its service {@code _lanward._udp} (protocol
 * section 14). With the port in the SRV record and the addresses it is enough to knock. Written by
 * {@link AdvertWriter}, read by {@link AdvertReader}.
 */
public sealed interface Advert {
  /** The version of this format, and of the door that it leads to. */
  int VERSION = 1;

  /** More versions of knocks than there will be. */
  int MAX_KNOCKS = 16;

  /** The version of the door protocol, 1 to 255. */
  int door();

  /** The knocks that are answered, such as {@code lw1}; at most {@link #MAX_KNOCKS}. */
  List<String> knocks();

  /** Whether the device pairs now, and by which nameplate. */
  PairingMode pairing();

  /**
   * The advert of a device that everybody may know.
   *
   * @param fingerprint of its certificate
   * @param type its device type, {@code [a-z0-9-]{1,32}}
   */
  record Visible(
      int door, List<String> knocks, PairingMode pairing, Fingerprint fingerprint, String type)
      implements Advert {

    public Visible {
      knocks = Advert.checked(door, knocks);
      if (!Names.isType(type)) {
        throw new IllegalArgumentException("a device type is [a-z0-9-]{1,32}, was " + type);
      }
    }
  }

  /**
   * The advert of a device that only its paired peers may recognise. Its instance name and its host
   * are random and change with the id.
   *
   * @param id see {@link ResolvableId}
   */
  record Private(int door, List<String> knocks, PairingMode pairing, Bytes id) implements Advert {

    public Private {
      knocks = Advert.checked(door, knocks);
      if (!ResolvableId.isWellFormed(id)) {
        throw new IllegalArgumentException(
            "a resolvable id has 72 or 136 bytes, not " + id.length());
      }
    }
  }

  /**
   * Whether a device pairs now.
   *
   * @param open whether it does
   * @param nameplate 1 to 999, where it pairs by a code and says by which nameplate
   */
  record PairingMode(boolean open, OptionalInt nameplate) {
    private static final int MAX_NAMEPLATE = 999;

    /** Not now. */
    public static final PairingMode CLOSED = new PairingMode(false, OptionalInt.empty());

    /**
     * @throws IllegalArgumentException for a nameplate out of its range, or while pairing is closed
     */
    public PairingMode {
      if (nameplate.isPresent()
          && (!open || nameplate.getAsInt() < 1 || nameplate.getAsInt() > MAX_NAMEPLATE)) {
        throw new IllegalArgumentException("a nameplate is 1 to 999, and only in pairing mode");
      }
    }

    /** By code, at {@code nameplate}. */
    public static PairingMode at(int nameplate) {
      return new PairingMode(true, OptionalInt.of(nameplate));
    }
  }

  private static List<String> checked(int door, List<String> knocks) {
    if (door < 1 || door > 255) {
      throw new IllegalArgumentException("a door version is 1 to 255, was " + door);
    }
    if (!areKnocks(knocks)) {
      throw new IllegalArgumentException("knocks are 1 to 16 of [a-z0-9]{1,8}, were " + knocks);
    }
    return List.copyOf(knocks);
  }

  /** Whether {@code knocks} are such names of knocks. */
  static boolean areKnocks(List<String> knocks) {
    Pattern form = Pattern.compile("[a-z0-9]{1,8}");
    return !knocks.isEmpty()
        && knocks.size() <= MAX_KNOCKS
        && knocks.stream().allMatch(each -> form.matcher(each).matches());
  }

  /** The fingerprint, where the advert is visible. */
  default Optional<Fingerprint> visibleFingerprint() {
    return this instanceof Visible visible ? Optional.of(visible.fingerprint()) : Optional.empty();
  }
}
