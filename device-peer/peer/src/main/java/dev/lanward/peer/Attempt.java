package dev.lanward.peer;

import dev.lanward.peer.dtls.DtlsFailure;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to reach a device, from the program's call until what it led to is over. On the loop's
 * thread but for {@link #begin}.
 */
final class Attempt<T> {
  private final Engine engine;
  private final String whom;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private boolean decided;
  private @Nullable Runnable onCancel;
  private @Nullable Runnable onEnd;

  /**
   * @param whom what is to be reached, for people
   */
  Attempt(Engine engine, String whom) {
    this.engine = engine;
    this.whom = whom;
  }

  /** Runs {@code start} on the loop; what the program waits for. Any thread. */
  CompletableFuture<T> begin(Runnable start) {
    if (!engine.onLoop(start)) {
      result.completeExceptionally(new LanwardException("closed", "The device is closed."));
    }
    result.whenComplete(
        (value, failure) -> {
          if (result.isCancelled()) {
            engine.onLoop(this::cancel);
          }
        });
    return result;
  }

  String whom() {
    return whom;
  }

  void onCancel(Runnable action) {
    onCancel = action;
  }

  /** Runs when all is over. */
  void onEnd(Runnable action) {
    onEnd = action;
  }

  void succeed(T value) {
    if (!decided) {
      decided = true;
      engine.callbacks().run(() -> result.complete(value));
    }
  }

  void fail(String code, String message) {
    fail(new LanwardException(code, message));
  }

  void fail(LanwardException why) {
    if (!decided) {
      decided = true;
      engine.callbacks().run(() -> result.completeExceptionally(why));
    }
  }

  /** The connection is over; has an effect on the result when nothing else had. */
  void end(Ending ending) {
    fail(explain(ending));
    if (onEnd != null) {
      onEnd.run();
    }
  }

  private void cancel() {
    decided = true;
    if (onCancel != null) {
      onCancel.run();
    }
  }

  private LanwardException explain(Ending ending) {
    DtlsFailure failure = ending.failure().orElse(null);
    if (failure instanceof DtlsFailure.WrongCertificate
        || failure instanceof DtlsFailure.NoCertificate) {
      return new LanwardException(
          "wrong-certificate",
          whom
              + " answered with another certificate than the one it paired with. Nothing was sent."
              + " If it was reset, revoke it and pair again.");
    }
    if (failure instanceof DtlsFailure.PeerAlert alert) {
      return new LanwardException(
          "wrong-certificate",
          whom + " refused this side's certificate (TLS alert " + alert.description() + ").");
    }
    if (failure instanceof DtlsFailure.TimedOut || ending.kind() == Ending.Kind.LOST) {
      return new LanwardException("timed-out", whom + " was found and then fell silent.");
    }
    return new LanwardException("closed", whom + " ended the connection: " + ending.detail());
  }
}
