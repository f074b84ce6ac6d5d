package dev.lanward.cli;

import dev.lanward.peer.Device;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How a command that only knocks at others does it. */
final class Knocking {
  private Knocking() {}

  /** A device without a door: it may run beside one that has the same state directory. */
  static Device.Builder builder(CommonOptions common, MdnsOption mdns, Terminal terminal) {
    Device.Builder builder =
        Device.builder()
            .withoutDoor()
            .mdns(mdns.driver())
            .stateDirectory(common.stateDirectory(terminal));
    return common.interfaceName().map(builder::interfaceName).orElse(builder);
  }

  /**
   * Waits for {@code attempt}, and gives it up when its time is over.
   *
   * @param question what to ask a person whose attempt has timed out
   */
  static <T> T await(CompletableFuture<T> attempt, Duration timeout, String question)
      throws Exception {
    return await(attempt, timeout, timeout, question);
  }

  /**
   * The same for one attempt of several.
   *
   * @param left how much of {@code timeout} is left for it
   */
  static <T> T await(CompletableFuture<T> attempt, Duration left, Duration timeout, String question)
      throws Exception {
    try {
      return attempt.get(left.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new CommandFailedException(
          "timed-out",
          "No answer within "
              + timeout.toMillis()
              + " ms. "
              + question
              + " What may be wrong here: "
              + Terminal.command()
              + " doctor.");
    } finally {
      attempt.cancel(true);
    }
  }
}
