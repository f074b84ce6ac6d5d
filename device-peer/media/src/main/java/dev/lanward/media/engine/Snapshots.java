package dev.lanward.media.engine;

import dev.lanward.media.TestClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Pictures of what the camera sees at a moment, as JPEG in base64. */
final class Snapshots {
  /** A camera that is not running has to begin first. */
  private static final long MAX_WAIT_MILLIS = 3_000;

  private final Owner owner;
  private final Camera camera;
  private final ExecutorService encoding =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "lanward-picture");
            thread.setDaemon(true);
            return thread;
          });

  /** The owner's: who waits for the first frame. */
  private final List<Consumer<Optional<String>>> waiting = new ArrayList<>();

  private volatile byte[] latest = new byte[0];
  private volatile boolean isAwaited;

  Snapshots(Owner owner, Camera camera) {
    this.owner = owner;
    this.camera = camera;
  }

  /** The capture's thread. The array is not changed any more. */
  void frame(byte[] i420) {
    latest = i420;
    if (isAwaited) {
      isAwaited = false;
      owner.handOver(this::came);
    }
  }

  /** There is no picture of now any more. */
  void forget() {
    latest = new byte[0];
  }

  /** The owner's. */
  void take(Consumer<Optional<String>> taker) {
    byte[] frame = latest;
    if (frame.length > 0) {
      encode(frame, taker);
      return;
    }
    waiting.add(taker);
    isAwaited = true;
    camera.watch(this, true);
    owner.later(
        MAX_WAIT_MILLIS,
        () -> {
          if (waiting.remove(taker)) {
            taker.accept(Optional.empty());
            release();
          }
        });
  }

  private void came() {
    byte[] frame = latest;
    List<Consumer<Optional<String>>> takers = List.copyOf(waiting);
    if (frame.length > 0) {
      waiting.clear();
      takers.forEach(taker -> encode(frame, taker));
      release();
    }
  }

  private void release() {
    if (waiting.isEmpty()) {
      camera.watch(this, false);
    }
  }

  private void encode(byte[] frame, Consumer<Optional<String>> taker) {
    encoding.execute(
        () -> {
          Optional<String> jpeg = Jpeg.of(frame, TestClock.WIDTH, TestClock.HEIGHT);
          owner.handOver(() -> taker.accept(jpeg));
        });
  }
}
