package dev.lanward.attackers;

import java.io.IOException;

/** One attack. Returns when it is done, when its time is over, or when {@link Stop} says so. */
@FunctionalInterface
interface Attacker {
  /**
   * Runs the attack.
   *
   * @throws UsageException when the options make no sense, before anything is sent
   * @throws IOException when a socket or file cannot be used
   * @throws InterruptedException never in practice
   */
  void run(Options options, Report report, Stop stop)
      throws UsageException, IOException, InterruptedException;
}
