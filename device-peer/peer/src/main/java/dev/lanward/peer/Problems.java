package dev.lanward.peer;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings problems to the program; those from before it listens are kept for it. Any thread. */
final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final int MAX_KEPT = 64;

  private final Callbacks callbacks;
  private final Queue<Problem> kept = new ArrayDeque<>();
  private @Nullable Consumer<Problem> handler;

  Problems(Callbacks callbacks) {
    this.callbacks = callbacks;
  }

  synchronized void onProblem(Consumer<Problem> listener) {
    handler = listener;
    kept.forEach(problem -> callbacks.run(() -> listener.accept(problem)));
    kept.clear();
  }

  synchronized void report(String code, String message) {
    Problem problem = new Problem(code, message);
    Consumer<Problem> listener = handler;
    if (listener != null) {
      callbacks.run(() -> listener.accept(problem));
    } else if (kept.size() < MAX_KEPT) {
      LOG.warn("{}: {}", code, message);
      kept.add(problem);
    }
  }
}
