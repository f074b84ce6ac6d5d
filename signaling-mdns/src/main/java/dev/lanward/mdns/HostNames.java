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

  /** Only the fixed names. */
  static HostNames none() {
    return host -> false;
  }
}
