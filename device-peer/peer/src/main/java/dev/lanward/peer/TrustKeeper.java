package dev.lanward.peer;

import dev.lanward.pairing.Paired;
import dev.lanward.pairing.Pairing;
import dev.lanward.peer.store.SqliteTrustStore;
import dev.lanward.peer.store.StateException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Keeps the trust store and {@link Trust} the same, on the one thread that touches the disk, so
 * that the loop never waits for it. Looks several times a second whether another process (such as
 * {@code lanward trust revoke}) has changed the store.
 *
 * <p>Methods may be called from any thread; what they return completes on the storage thread, after
 * the disk has it.
 */
final class TrustKeeper implements AutoCloseable {
  /** A revocation takes effect within one second (protocol section 12), wherever it was made. */
  private static final long POLL_MILLIS = 200;

  private static final long CLOSE_MILLIS = 1000;

  /** Of what is only noted no more waits for a disk that is slow: it is to delay no revocation. */
  static final int MOST_WAITING = 16;

  private final SqliteTrustStore store;
  private final Trust trust;
  private final Problems problems;
  private final ScheduledExecutorService thread;
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile Consumer<String> onForgotten = id -> {};
  private volatile UnaryOperator<Pairing> whenPaired = pairing -> pairing;
  private boolean failing;

  private TrustKeeper(SqliteTrustStore store, Trust trust, Problems problems) {
    this.store = store;
    this.trust = trust;
    this.problems = problems;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread fresh = new Thread(task, "lanward-trust");
              fresh.setDaemon(true);
              return fresh;
            });
  }

  /** Loads what is stored, and goes on watching. */
  static TrustKeeper start(SqliteTrustStore store, Trust trust, Problems problems) {
    TrustKeeper keeper = new TrustKeeper(store, trust, problems);
    trust.replaceAll(store.all());
    keeper.thread.scheduleWithFixedDelay(
        keeper::lookForChanges, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
    return keeper;
  }

  /** Is told the id of each pairing that is gone, whoever removed it; on the storage thread. */
  void onForgotten(Consumer<String> listener) {
    onForgotten = listener;
  }

  /** Has {@code change} made to each pairing that is made; on the storage thread. */
  void whenPaired(UnaryOperator<Pairing> change) {
    whenPaired = change;
  }

  /** Stores a pairing that was just made. */
  CompletableFuture<Pairing> paired(Paired paired) {
    return run(
        () -> {
          Pairing pairing = whenPaired.apply(paired.toPairing(store, Instant.now()));
          store.save(pairing);
          trust.put(pairing);
          return pairing;
        });
  }

  /** Changes a pairing, if it is still there; completes with whether it was. */
  CompletableFuture<Boolean> update(String id, UnaryOperator<Pairing> change) {
    return run(
        () -> {
          lookForChanges();
          Pairing changed = trust.find(id).map(change).orElse(null);
          if (changed == null || !store.update(changed)) {
            return false;
          }
          trust.put(changed);
          return true;
        });
  }

  /**
   * The same for what a session tells of its peer, which the next one tells again: left out while
   * much waits. A peer that comes and goes writes as often as it likes.
   */
  CompletableFuture<Boolean> note(String id, UnaryOperator<Pairing> change) {
    return waiting.get() >= MOST_WAITING
        ? CompletableFuture.completedFuture(true)
        : update(id, change);
  }

  /** Completes once what another process has stored before is known here. */
  CompletableFuture<Boolean> refresh() {
    return run(
        () -> {
          lookForChanges();
          return true;
        });
  }

  /** Forgets a pairing; completes with whether it was there. */
  CompletableFuture<Boolean> revoke(String id) {
    return run(
        () -> {
          boolean was = store.remove(id);
          forget(id);
          return was;
        });
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    store.close();
  }

  private void forget(String id) {
    trust.remove(id);
    onForgotten.accept(id);
  }

  private void lookForChanges() {
    try {
      if (store.changedElsewhere()) {
        reload();
      }
      failing = false;
    } catch (StateException e) {
      if (!failing) {
        problems.report("storage", String.valueOf(e.getMessage()));
      }
      failing = true;
    }
  }

  private void reload() {
    List<Pairing> stored = store.all();
    Map<String, Pairing> before =
        trust.all().stream().collect(Collectors.toMap(Pairing::id, each -> each));
    Set<String> gone = new HashSet<>(before.keySet());
    for (Pairing each : stored) {
      Pairing known = before.get(each.id());
      // A pairing under another key is another pairing: sessions of the one before are over.
      if (known == null || known.key().equals(each.key())) {
        gone.remove(each.id());
      }
    }
    trust.replaceAll(stored);
    gone.forEach(onForgotten);
  }

  private <T> CompletableFuture<T> run(Supplier<T> work) {
    try {
      waiting.incrementAndGet();
      return CompletableFuture.supplyAsync(work, thread)
          .whenComplete(
              (done, failure) -> {
                waiting.decrementAndGet();
                if (failure != null) {
                  Throwable cause =
                      failure instanceof CompletionException ? failure.getCause() : failure;
                  problems.report("storage", String.valueOf(cause));
                }
              });
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
