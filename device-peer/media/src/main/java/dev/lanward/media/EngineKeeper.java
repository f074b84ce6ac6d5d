package dev.lanward.media;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one {@link EngineProcess}: starts it, watches whether it answers, and starts another when
 * it has died or is used up. On the media's thread.
 */
final class EngineKeeper implements EngineProcess.Listener {
  /** libwebrtc keeps 64 to 150 KiB of each closed connection: this is 16 to 36 MiB. */
  static final int RECYCLE_AFTER = 256;

  /** So many times more, 600 MiB at most, and it is started anew although somebody watches. */
  private static final int RECYCLE_AT_LAST = 16;

  private static final long PING_MILLIS = 3_000;
  private static final int MAX_UNANSWERED = 4;
  private static final long FIRST_RETRY_MILLIS = 200;
  private static final long MAX_RETRY_MILLIS = 30_000;

  /** An engine that has run for so long has not died of its beginning. */
  private static final long SOUND_NANOS = 30_000_000_000L;

  private final MediaThread thread;
  private final LibWebRtc media;
  private final List<String> command;
  private final int recycleAfter;
  private @Nullable ObjectNode start;
  private volatile @Nullable EngineProcess process;
  private @Nullable EngineProcess last;
  private long startedNanos;
  private long retryMillis = FIRST_RETRY_MILLIS;
  private boolean waits;
  private boolean closed;
  private int unanswered;
  private int closedLinks;

  EngineKeeper(MediaThread thread, LibWebRtc media, List<String> command, int recycleAfter) {
    this.thread = thread;
    this.media = media;
    this.command = command;
    this.recycleAfter = recycleAfter;
  }

  /** The first order of each engine. Before anything else. */
  void setStart(ObjectNode order) {
    start = order;
  }

  /** Somebody may want media soon: starting takes most of a second. */
  void warm() {
    if (process == null && !waits && !closed && start != null) {
      begin();
    }
  }

  /** Whether orders reach an engine. */
  boolean isThere() {
    return !waits && !closed;
  }

  /**
   * Gives an order to the engine, starting it if it is not there; while it is to be started again
   * the order is lost.
   */
  void give(ObjectNode order) {
    warm();
    EngineProcess current = process;
    if (current != null) {
      current.give(order);
    }
  }

  /** A connection was closed, of which the engine keeps something. */
  void closedLink(boolean isIdle) {
    closedLinks++;
    if (closedLinks >= recycleAfter && isIdle) {
      recycle();
    } else if (closedLinks >= recycleAfter * RECYCLE_AT_LAST) {
      thread.run(this::startAnew);
    }
  }

  private void startAnew() {
    if (closed || closedLinks < recycleAfter * RECYCLE_AT_LAST) {
      return; // It was meanwhile.
    }
    recycle();
    media.engineGone("The media engine is started anew.");
    warm();
    media.engineBack();
  }

  void close() {
    closed = true;
    recycle();
  }

  /** After {@link #close}: waits for a moment. Any thread. */
  void awaitEnd() {
    EngineProcess ending = last;
    if (ending != null) {
      ending.awaitEnd();
    }
  }

  @Nullable EngineProcess process() {
    return process;
  }

  @Override
  public void told(EngineProcess engine, JsonNode line) {
    thread.run(
        () -> {
          if (engine != process) {
            return;
          }
          if (line.path("tell").asText().equals("pong")) {
            unanswered = 0;
          } else {
            media.told(line);
          }
        });
  }

  @Override
  public void ended(EngineProcess engine) {
    thread.run(() -> endedHere(engine));
  }

  private void begin() {
    closedLinks = 0;
    unanswered = 0;
    startedNanos = System.nanoTime();
    try {
      EngineProcess fresh = EngineProcess.start(command, this);
      process = fresh;
      last = fresh;
      fresh.give(java.util.Objects.requireNonNull(start));
      thread.later(PING_MILLIS, () -> ping(fresh));
    } catch (IOException e) {
      died("The media engine cannot be started: " + e.getMessage());
    }
  }

  private void recycle() {
    EngineProcess used = process;
    process = null;
    if (used != null) {
      used.end();
    }
  }

  private void ping(EngineProcess of) {
    if (of != process) {
      return;
    }
    if (++unanswered > MAX_UNANSWERED) {
      of.kill();
      return;
    }
    of.give(EngineProcess.order("ping"));
    thread.later(PING_MILLIS, () -> ping(of));
  }

  private void endedHere(EngineProcess engine) {
    if (engine == process && !closed) {
      process = null;
      died("The media engine has died, and is started again.");
    }
  }

  private void died(String why) {
    if (System.nanoTime() - startedNanos > SOUND_NANOS) {
      retryMillis = FIRST_RETRY_MILLIS;
    }
    waits = true;
    thread.run(() -> media.engineGone(why)); // it may be found out while a link is opened
    thread.later(
        retryMillis,
        () -> {
          waits = false;
          warm();
          media.engineBack();
        });
    retryMillis = Math.min(MAX_RETRY_MILLIS, retryMillis * 2);
  }
}
