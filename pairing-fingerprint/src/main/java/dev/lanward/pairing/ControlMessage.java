package dev.lanward.pairing;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import java.util.List;
import java.util.Optional;

/**
 * A message of the control channel (protocol section 8): one JSON object of at most 65,536 bytes.
 *
 * @see #read
 */
public sealed interface ControlMessage
    permits PairMessage,
        MediaMessage,
        ControlMessage.Hello,
        ControlMessage.Rotate,
        ControlMessage.Revoke,
        ControlMessage.Bye,
        ControlMessage.Unknown {
  /** Greatest size of a message in bytes of UTF-8 (protocol section 13). */
  int MAX_BYTES = 65_536;

  /** The version of the protocol that this code speaks. */
  int VERSION = 1;

  /**
   * The message that {@code utf8} holds. A type, step or version that this code does not know is
   * {@link Unknown}, to be ignored and counted.
   *
   * @throws MalformedMessageException when it is no JSON object, or one of a known type that breaks
   *     that type's rules; to be dropped and counted
   */
  static ControlMessage read(Bytes utf8) throws MalformedMessageException {
    return ControlReader.read(utf8);
  }

  /** This message as UTF-8 JSON. */
  default Bytes write() {
    return ControlWriter.write(this);
  }

  /**
   * The first message of both sides in a paired session.
   *
   * @param name the sender's
   * @param device what a device says of itself; empty from a page
   * @param knocks the knocks of paired pages that a device answers, such as {@code lw1}, at most
   *     16; none where it does not say
   */
  record Hello(String name, Optional<DeviceDescription> device, List<String> knocks)
      implements ControlMessage {
    /** How many versions of a knock a device may name. */
    static final int MAX_KNOCKS = 16;

    public Hello {
      Names.requireName(name);
      knocks = List.copyOf(knocks);
      if (knocks.size() > MAX_KNOCKS || (device.isEmpty() && !knocks.isEmpty())) {
        throw new IllegalArgumentException("a device names at most 16 knocks, and a page none");
      }
      if (device.isPresent() && !device.get().name().equals(name)) {
        throw new IllegalArgumentException("a device says hello by its own name");
      }
    }

    /** The hello of a page. */
    public static Hello ofPage(String name) {
      return new Hello(name, Optional.empty(), List.of());
    }

    /** The hello of a device that answers {@code knocks}. */
    public static Hello ofDevice(DeviceDescription device, List<String> knocks) {
      return new Hello(device.name(), Optional.of(device), knocks);
    }
  }

  /**
   * A page's next certificate, and the device's answer to it (protocol section 11).
   *
   * @param fingerprint of the next certificate
   */
  record Rotate(Fingerprint fingerprint) implements ControlMessage {}

  /** The sender has forgotten this pairing (protocol section 12). */
  record Revoke() implements ControlMessage {}

  /**
   * The session ends, the pairing stays.
   *
   * @param reason why
   */
  record Bye(Reason reason) implements ControlMessage {
    /** Why a session ends. */
    public enum Reason {
      /** The sender is done. */
      CLOSING("closing"),
      /** The sender restarts; try again. */
      RESTARTING("restarting"),
      /** A later session of the same peer took over. */
      REPLACED("replaced"),
      /** A reason that this version does not know. */
      OTHER("other");

      private final String code;

      Reason(String code) {
        this.code = code;
      }

      /** As it stands in a message. */
      public String code() {
        return code;
      }

      static Reason of(String code) {
        for (Reason reason : values()) {
          if (reason.code.equals(code)) {
            return reason;
          }
        }
        return OTHER;
      }
    }
  }

  /**
   * A message of a type, step or version that this code does not know.
   *
   * @param type as the message names it, at most 64 characters of it, for a diagnosis
   */
  record Unknown(String type) implements ControlMessage {}
}
