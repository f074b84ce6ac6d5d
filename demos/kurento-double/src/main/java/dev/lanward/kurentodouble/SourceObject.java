package dev.lanward.kurentodouble;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** An element that has media of its own: from a program that reads a file or a stream. */
abstract class SourceObject extends ElementObject {
  /** Without a picture for as long, pictures flow no more. */
  private static final long SILENT_MILLIS = 1_500;

  private static final long CHECK_MILLIS = 500;

  private @Nullable Feed feed;
  private volatile long lastPicture;
  private boolean isFlowing;

  SourceObject(World world, String className, MediaObject pipeline) {
    super(world, className, pipeline);
    world.engines().prepare(world); // Somebody will watch.
  }

  /** It has come to its end, or could not be read; on the desk's thread. */
  abstract void ended(boolean isRegular);

  final boolean isRunning() {
    return feed != null;
  }

  final void begin(List<String> input) {
    begin(input, true);
  }

  final void hold(boolean isHeld) {
    if (feed != null) {
      feed.pause(isHeld);
    }
  }

  final void end() {
    Feed last = feed;
    feed = null;
    if (last != null) {
      last.stop();
      flows(false);
    }
  }

  @Override
  void release() {
    super.release();
    end();
  }

  private void begin(List<String> input, boolean hasSound) {
    AtomicBoolean hasPicture = new AtomicBoolean();
    try {
      Feed[] started = new Feed[1];
      Feed.Taker taker =
          new Feed.Taker() {
            @Override
            public void picture(byte[] i420) {
              if (hasPicture.compareAndSet(false, true)) {
                world().run(SourceObject.this::flows);
              }
              lastPicture = System.nanoTime();
              passPicture(i420);
            }

            @Override
            public void sound(byte[] pcm) {
              passSound(pcm);
            }

            @Override
            public void ended(int code) {
              world().run(() -> over(started[0], code, hasSound, input, hasPicture));
            }
          };
      started[0] = Feed.start(world(), input, hasSound, taker);
      feed = started[0];
    } catch (IOException e) {
      ended(false);
    }
  }

  private void over(
      @Nullable Feed which, int code, boolean hadSound, List<String> input, AtomicBoolean seen) {
    if (which != feed || isReleased()) {
      return;
    }
    feed = null;
    flows(false);
    if (code != 0 && hadSound && !seen.get()) {
      begin(input, false); // It may have pictures alone.
    } else {
      ended(code == 0);
    }
  }

  // --- Whether pictures flow: only then has the source something to show
  // ---------------------------

  private void flows() {
    if (feed != null && !isReleased() && !isFlowing) {
      flows(true);
      later();
    }
  }

  private void later() {
    world().thread().schedule(this::check, CHECK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void check() {
    if (feed == null || isReleased()) {
      return;
    }
    long silent = System.nanoTime() - lastPicture;
    flows(silent < TimeUnit.MILLISECONDS.toNanos(SILENT_MILLIS));
    later();
  }

  private void flows(boolean isSo) {
    if (isFlowing == isSo || isReleased()) {
      return;
    }
    isFlowing = isSo;
    raise(
        "MediaFlowOutStateChanged",
        JSON.objectNode()
            .put("state", isSo ? "FLOWING" : "NOT_FLOWING")
            .put("padName", "default")
            .put("mediaType", "VIDEO"));
  }
}
