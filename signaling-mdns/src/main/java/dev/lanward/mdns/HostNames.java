package dev.lanward.mdns;

import java.util.UUID;

/**
 * Says which host names are ours beyond the fixed ones: those that can only be recognised when
 * somebody asks, as each names a pairing in a way that no other host can read.
 */
@FunctionalInterface
public interface HostNames {

  /** Whether {@code host} names this device. Called for strangers' questions, within a budget. */
  boolean answersFor(UUID host);

  /**
   * Whether this is a private device (protocol section 14.1), which says on one network nothing of
   * what it was on another: names that are recognised it tells only when asked, not again when an
   * address changes, now and then, and at the end; and nothing is taken back on a link that may be
   * another network by now.
   */
  default boolean isPrivate() {
    return false;
  }

  /** Only the fixed names. */
  static HostNames none() {
    return host -> false;
  }
}
