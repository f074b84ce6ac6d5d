package dev.lanward.media.engine;

import dev.lanward.media.TestClock;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.media.audio.AudioOptions;
import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.NativeI420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;
import dev.onvoid.webrtc.media.video.VideoTrack;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one camera, which all links share and which captures only while somebody watches. A capture
 * that ends or falls silent is begun again, sooner at first than later; meanwhile its state is
 * {@code interrupted}. The owner's, but for pictures and sound, which come on the capture's
 * threads.
 */
final class Camera implements Capture.Listener {
  /** After the last viewer: somebody who comes back at once finds it running. */
  private static final long LINGER_MILLIS = 1_000;

  private static final long FIRST_RETRY_MILLIS = 500;
  private static final long MAX_RETRY_MILLIS = 8_000;
  private static final long CHECK_MILLIS = 1_000;
  private static final long MAX_SILENT_MILLIS = 4_000;

  /** A stream over the network has to be asked for first. */
  private static final long MAX_START_MILLIS = 12_000;

  private final Owner owner;
  private final Teller teller;
  private final SoundFeed feed;
  private final List<String> command;
  private final boolean isTest;
  private final CustomVideoSource pictures = new CustomVideoSource();
  private final VideoTrack videoTrack;
  private final AudioTrack audioTrack;
  private final Snapshots snapshots;
  private final Set<Object> viewers = new HashSet<>();
  private boolean hasSound;

  /** Written by the owner. */
  private volatile @Nullable Capture capture;

  private long retryMillis = FIRST_RETRY_MILLIS;
  private int run;
  private String told = "";

  Camera(
      Owner owner,
      Teller teller,
      PeerConnectionFactory factory,
      SoundFeed feed,
      List<String> command,
      boolean isTest,
      boolean hasSound) {
    this.owner = owner;
    this.teller = teller;
    this.feed = feed;
    this.command = command;
    this.isTest = isTest;
    this.hasSound = hasSound;
    this.videoTrack = factory.createVideoTrack("camera-video", pictures);
    // Options that are all false: the sound goes out as the camera brings it.
    this.audioTrack =
        factory.createAudioTrack("camera-audio", factory.createAudioSource(new AudioOptions()));
    this.snapshots = new Snapshots(owner, this);
  }

  VideoTrack videoTrack() {
    return videoTrack;
  }

  AudioTrack audioTrack() {
    return audioTrack;
  }

  /** {@code viewer} watches from now on, or does so no more. */
  void watch(Object viewer, boolean watches) {
    boolean isChange = watches ? viewers.add(viewer) : viewers.remove(viewer);
    if (!isChange) {
      return;
    }
    if (watches && capture == null && viewers.size() == 1) {
      retryMillis = FIRST_RETRY_MILLIS;
      begin();
    } else if (viewers.isEmpty()) {
      owner.later(LINGER_MILLIS, this::stopIfUnwatched);
    }
  }

  /** A JPEG of what it sees now, or nothing, in base64. */
  void picture(Consumer<Optional<String>> taker) {
    snapshots.take(taker);
  }

  void close() {
    viewers.clear();
    stopIfUnwatched();
  }

  // --- The capture's threads ---------------------------------------------------------------------

  @Override
  public void frame(Capture from, byte[] i420) {
    if (isTest) {
      TestClock.draw(i420, System.currentTimeMillis());
    }
    snapshots.frame(i420);
    push(i420);
    owner.handOver(() -> flows(from));
  }

  @Override
  public void sound(Capture from, byte[] tenMillis) {
    // The last of one that was stopped is not the beginning of the next.
    if (from == capture) {
      feed.push(tenMillis);
    }
  }

  @Override
  public void ended(Capture from, String why) {
    owner.handOver(() -> endedOnOwner(from, why));
  }

  private void push(byte[] i420) {
    int width = TestClock.WIDTH;
    int height = TestClock.HEIGHT;
    NativeI420Buffer buffer = NativeI420Buffer.allocate(width, height);
    int luma = width * height;
    copy(i420, 0, width, height, buffer.getDataY(), buffer.getStrideY());
    copy(i420, luma, width / 2, height / 2, buffer.getDataU(), buffer.getStrideU());
    copy(i420, luma + luma / 4, width / 2, height / 2, buffer.getDataV(), buffer.getStrideV());
    VideoFrame frame = new VideoFrame(buffer, System.nanoTime());
    pictures.pushFrame(frame);
    frame.release();
  }

  private static void copy(
      byte[] from, int offset, int width, int height, ByteBuffer to, int stride) {
    if (stride == width) {
      to.put(0, from, offset, width * height);
      return;
    }
    for (int row = 0; row < height; row++) {
      to.put(row * stride, from, offset + row * width, width);
    }
  }

  // --- The owner's -------------------------------------------------------------------------------

  private void begin() {
    int number = ++run;
    try {
      capture = Capture.start(command, hasSound, this);
      owner.later(CHECK_MILLIS, () -> check(number));
    } catch (IOException e) {
      interrupted("The program that captures cannot be started: is ffmpeg installed?");
      retry();
    }
  }

  private void check(int number) {
    Capture current = capture;
    if (number != run || current == null) {
      return;
    }
    long most = current.hasFrame() ? MAX_SILENT_MILLIS : MAX_START_MILLIS;
    if (current.silentMillis() > most) {
      current.stop();
    } else {
      current.trimLog();
      owner.later(CHECK_MILLIS, () -> check(number));
    }
  }

  private void flows(Capture from) {
    if (from == capture) {
      retryMillis = FIRST_RETRY_MILLIS;
      tell("live", "");
    }
  }

  private void endedOnOwner(Capture from, String why) {
    if (from != capture) {
      return;
    }
    capture = null;
    if (hasSound && why.contains("matches no streams")) {
      hasSound = false; // It has pictures alone: no reason to say that anything is wrong.
      begin();
      return;
    }
    interrupted(why.isEmpty() ? "The camera has stopped." : why);
    retry();
  }

  private void retry() {
    int number = run;
    owner.later(
        retryMillis,
        () -> {
          if (number == run && capture == null && !viewers.isEmpty()) {
            begin();
          }
        });
    retryMillis = Math.min(MAX_RETRY_MILLIS, retryMillis * 2);
  }

  private void stopIfUnwatched() {
    if (!viewers.isEmpty()) {
      return;
    }
    run++;
    snapshots.forget();
    feed.forget();
    if (capture != null) {
      // Not waited for: who watches next gets a capture of his own.
      Capture last = capture;
      capture = null;
      last.forget();
    }
    tell("idle", "");
  }

  private void interrupted(String why) {
    snapshots.forget();
    feed.forget();
    tell("interrupted", why);
  }

  private void tell(String state, String why) {
    if (!told.equals(state + why)) {
      told = state + why;
      teller.tell(Teller.line("camera").put("state", state).put("why", why).put("sound", hasSound));
    }
  }
}
