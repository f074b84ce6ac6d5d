package dev.lanward.kurentodouble;

import java.util.EnumSet;
import java.util.Set;

/** What goes wrong on purpose, and how the double otherwise differs. The desk's thread. */
final class Faults {
  /** A switch; its name on the control channel is in small letters with hyphens. */
  enum Kind {
    /** Offers and answers name another certificate than the local description. */
    OTHER_FINGERPRINT,
    /** Offers and answers are cut off in the middle of a line. */
    MALFORMED_SDP,
    /** No request is answered. */
    SILENT,
    /** Nothing can be created: not enough resources. */
    REFUSE_CREATE,
    /** No endpoint of a viewer can be created. */
    REFUSE_VIEWER,
    /** Nothing that brings a camera's pictures can be created. */
    REFUSE_SOURCE,
    /** Nothing is released that somebody asks to be. */
    REFUSE_RELEASE,
    /** No file can be written. */
    DISK_FULL,
    /**
     * Not a fault: statistics name the certificate, which the API has and the server does not do.
     */
    CERTIFICATE_STATS
  }

  private final Set<Kind> active = EnumSet.noneOf(Kind.class);

  /** Whether something of that class cannot be created. */
  boolean refuses(String className) {
    return has(Kind.REFUSE_CREATE)
        || (has(Kind.REFUSE_VIEWER) && className.equals("WebRtcEndpoint"))
        || (has(Kind.REFUSE_SOURCE)
            && (className.equals("PlayerEndpoint") || className.equals("RtpEndpoint")));
  }

  boolean has(Kind kind) {
    return active.contains(kind);
  }

  /**
   * Turns one on or off.
   *
   * @throws IllegalArgumentException when there is none of that name
   */
  void set(String name, boolean isOn) {
    Kind kind = Kind.valueOf(name.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
    if (isOn) {
      active.add(kind);
    } else {
      active.remove(kind);
    }
  }
}
