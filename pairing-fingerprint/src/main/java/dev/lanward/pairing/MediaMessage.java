package dev.lanward.pairing;

import dev.lanward.core.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A control message about media: what is wanted, what is sent, and its SDP (protocol section 16).
 */
public sealed interface MediaMessage extends ControlMessage
    permits MediaMessage.Want, MediaMessage.State, MediaMessage.Sdp, MediaMessage.Ring {

  /**
   * Pictures, sound, both or neither.
   *
   * @param video whether pictures
   * @param audio whether sound
   */
  record Kinds(boolean video, boolean audio) {
    /** Neither. */
    public static final Kinds NONE = new Kinds(false, false);

    /** What is both here and there. */
    public Kinds and(Kinds other) {
      return new Kinds(video && other.video, audio && other.audio);
    }

    /** What is here and not there. */
    public Kinds without(Kinds other) {
      return new Kinds(video && !other.video, audio && !other.audio);
    }

    /** Whether it is neither. */
    public boolean isNone() {
      return !video && !audio;
    }
  }

  /** What a page sends media for. */
  enum Purpose {
    /** To be heard, and seen, at the device. */
    TALK("talk"),
    /** To be shown on the device's display. */
    CAST("cast"),
    /** A purpose that this version does not know. */
    OTHER("other");

    private final String code;

    Purpose(String code) {
      this.code = code;
    }

    /** As it stands in a message. */
    public String code() {
      return code;
    }
  }

  /** What became of media that somebody asked for. */
  enum Outcome {
    /** It flows, or will as soon as that is negotiated. */
    LIVE("live"),
    /** The device's owner is being asked. */
    ASKING("asking"),
    /** The page has no grant for it. */
    REFUSED("refused"),
    /** There is none. */
    NONE("none"),
    /** Its source is gone for now, and is tried again. */
    INTERRUPTED("interrupted"),
    /** An outcome that this version does not know. */
    OTHER("other");

    private final String code;

    Outcome(String code) {
      this.code = code;
    }

    /** As it stands in a message. */
    public String code() {
      return code;
    }
  }

  /**
   * What a page is about to send.
   *
   * @param kinds pictures, sound
   * @param purpose what for
   */
  record Sending(Kinds kinds, Purpose purpose) {}

  /**
   * A page's: what it wants from now on.
   *
   * @param request the page's own count of these, from 1
   * @param want what it wants to receive
   * @param send what it is about to send; as before where it does not say
   */
  record Want(int request, Kinds want, Optional<Sending> send) implements MediaMessage {
    public Want {
      requireCount(request, 1);
    }
  }

  /**
   * A device's: what became of what the page wants.
   *
   * @param request of the last {@link Want} that it has read; 0 before the first
   * @param outcome of what is wanted
   * @param sends what the device sends now
   * @param takes what it takes now of what the page sends
   * @param taking what became of what the page sends; never {@link Outcome#INTERRUPTED}
   * @param reason for people, at most 200 characters that can be seen
   */
  record State(
      int request,
      Outcome outcome,
      Kinds sends,
      Kinds takes,
      Outcome taking,
      Optional<String> reason)
      implements MediaMessage {
    /** Greatest length of a reason in Unicode code points. */
    public static final int MAX_REASON_CHARS = 200;

    public State {
      requireCount(request, 0);
      if (taking == Outcome.INTERRUPTED) {
        throw new IllegalArgumentException("what a page sends is not interrupted by the device");
      }
      reason.ifPresent(
          text -> {
            if (text.codePointCount(0, text.length()) > MAX_REASON_CHARS) {
              throw new IllegalArgumentException("a reason has at most 200 characters");
            }
          });
    }

    /** The answer of a device that has no media. */
    public static State none(int request) {
      return new State(
          request, Outcome.NONE, Kinds.NONE, Kinds.NONE, Outcome.NONE, Optional.empty());
    }
  }

  /**
   * A session description (RFC 8866), of which nothing but its length has been checked.
   *
   * @param round which media connection of the session it belongs to, from 1
   * @param isOffer an offer, or else an answer
   * @param sdp at most 32,768 bytes of UTF-8
   * @param vouched a device's: the certificate of what its media comes from, where that is another
   *     than the session's
   */
  record Sdp(int round, boolean isOffer, String sdp, Optional<Fingerprint> vouched)
      implements MediaMessage {
    /** Greatest length of a description in bytes of UTF-8. */
    public static final int MAX_BYTES = 32_768;

    public Sdp {
      requireCount(round, 1);
      if (sdp.length() > MAX_BYTES || sdp.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
        throw new IllegalArgumentException("a description has at most 32,768 bytes");
      }
    }

    /** With the session's certificate. */
    public Sdp(int round, boolean isOffer, String sdp) {
      this(round, isOffer, sdp, Optional.empty());
    }
  }

  /**
   * A device's: somebody has rung.
   *
   * @param at milliseconds since 1970, by the device's clock
   * @param picture a JPEG of what its camera saw then, at most 40,000 bytes
   */
  record Ring(long at, Optional<Bytes> picture) implements MediaMessage {
    /** Greatest length of a picture in bytes. */
    public static final int MAX_PICTURE_BYTES = 40_000;

    /** The last time: what a JavaScript number holds exactly. */
    static final long MAX_AT = (1L << 53) - 1;

    public Ring {
      if (at < 0 || at > MAX_AT || !picture.map(Ring::isPicture).orElse(true)) {
        throw new IllegalArgumentException("a ring has a time and a JPEG of 40,000 bytes at most");
      }
    }

    /** SOI and the first byte of the next marker (ITU T.81 annex B). */
    static boolean isPicture(Bytes bytes) {
      return bytes.length() <= MAX_PICTURE_BYTES
          && bytes.length() >= 3
          && bytes.slice(0, 3).toHex().equals("ffd8ff");
    }
  }

  private static void requireCount(int count, int least) {
    if (count < least) {
      throw new IllegalArgumentException("a count is at least " + least + ", not " + count);
    }
  }
}
