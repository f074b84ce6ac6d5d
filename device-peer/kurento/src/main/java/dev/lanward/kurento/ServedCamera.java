package dev.lanward.kurento;

import dev.lanward.media.CameraSource;
import dev.lanward.media.MediaBackend;
import dev.lanward.pairing.MediaMessage.Kinds;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kurento.client.MediaElement;
import org.kurento.client.MediaPipeline;
import org.kurento.client.MediaProfileSpecType;
import org.kurento.client.MediaType;
import org.kurento.client.RecorderEndpoint;

/**
 * The camera in a media server: one pipeline, in it what brings the pictures, what records them,
 * and the endpoints of the viewers. What brings them is begun again when it ends, sooner at first
 * than later; the endpoints stay. On the worker.
 */
final class ServedCamera {
  private static final long FIRST_RETRY_MILLIS = 500;
  private static final long MAX_RETRY_MILLIS = 8_000;
  private static final long CHECK_MILLIS = 1_000;

  private final Worker worker;
  private final ServerCalls calls;
  private final CameraSource camera;
  private final MediaBackend.Listener listener;
  private final MediaPipeline pipeline;
  private final Optional<Recording> recording;
  private final Map<MediaElement, Sink> sinks = new LinkedHashMap<>();
  private @Nullable CameraFeed feed;
  private @Nullable RecorderEndpoint recorder;
  private boolean hasSound;
  private long retryMillis = FIRST_RETRY_MILLIS;
  private boolean isToldOfRecording;
  private boolean isOver;

  /**
   * What an element is shown.
   *
   * @param onRefused is told when it cannot be shown it
   */
  private record Sink(Kinds kinds, Runnable onRefused) {}

  ServedCamera(
      MediaPipeline pipeline,
      Worker worker,
      ServerCalls calls,
      CameraSource camera,
      Optional<Recording> recording,
      MediaBackend.Listener listener) {
    this.pipeline = pipeline;
    this.worker = worker;
    this.calls = calls;
    this.camera = camera;
    this.recording = recording;
    this.listener = listener;
    this.hasSound = camera.hasSound();
  }

  /** Begins it, and recording, where that is wanted. What is refused is tried again. */
  void begin() {
    tryRecording();
    tryFeed(false);
  }

  MediaPipeline pipeline() {
    return pipeline;
  }

  /** Asks for what the server must have. */
  void probe() {
    pipeline.getName();
    CameraFeed from = feed;
    if (from != null) {
      from.element().getName();
    }
  }

  /**
   * Has {@code sink} shown {@code kinds} from now on, in place of what it was shown.
   *
   * @param onRefused is told when the camera comes again and it cannot be shown it
   */
  void show(MediaElement sink, Kinds kinds, Runnable onRefused) {
    Sink before = sinks.put(sink, new Sink(kinds, onRefused));
    CameraFeed from = feed;
    if (from != null) {
      change(from.element(), sink, before == null ? Kinds.NONE : before.kinds(), kinds);
    }
  }

  /** {@code sink} is released. */
  void forget(MediaElement sink) {
    sinks.remove(sink);
  }

  boolean isWatched() {
    return recorder != null || !sinks.isEmpty();
  }

  /** Ends what runs on this machine, and what is recorded; the pipeline is to be released. */
  void end() {
    stop();
    RecorderEndpoint ending = recorder;
    if (ending != null) {
      ending.stopAndWait();
    }
  }

  /** The server is gone: ends what runs on this machine. */
  void stop() {
    isOver = true;
    if (feed != null) {
      feed.stop();
      feed = null;
    }
  }

  private void tryRecording() {
    if (isOver || recorder != null || recording.isEmpty()) {
      return;
    }
    if (!calls.make(() -> record(recording.get()))) {
      forgetRecorder();
      worker.later(
          MAX_RETRY_MILLIS,
          () -> {
            tellOfRecording("The media server refuses to record. It is tried again.");
            tryRecording();
          });
    }
  }

  private void forgetRecorder() {
    RecorderEndpoint failed = recorder;
    recorder = null;
    if (failed != null) {
      sinks.remove(failed);
      calls.make(failed::release);
    }
  }

  /** Once. */
  private void tellOfRecording(String what) {
    if (!isOver && !isToldOfRecording) {
      isToldOfRecording = true;
      listener.problem("recording", what);
    }
  }

  private void record(Recording into) {
    String file = into.next(Instant.now());
    MediaProfileSpecType profile =
        hasSound ? MediaProfileSpecType.WEBM : MediaProfileSpecType.WEBM_VIDEO_ONLY;
    RecorderEndpoint fresh =
        new RecorderEndpoint.Builder(pipeline, file).withMediaProfile(profile).build();
    recorder = fresh;
    fresh.addErrorListener(event -> worker.event(() -> recordingFailed(fresh)));
    show(fresh, new Kinds(true, hasSound), () -> recordingFailed(fresh));
    fresh.record();
  }

  private void recordingFailed(RecorderEndpoint of) {
    if (of == recorder) {
      tellOfRecording(
          "The media server cannot record: has it the right to write there, and is there room?");
    }
  }

  private void tryFeed(boolean isAgain) {
    if (isOver || feed != null || calls.make(this::beginFeed)) {
      return;
    }
    if (isAgain) {
      listener.cameraGone("The media server does not take it.");
    }
    tryFeedLater();
  }

  private void tryFeedLater() {
    worker.later(retryMillis, () -> tryFeed(true));
    retryMillis = Math.min(MAX_RETRY_MILLIS, retryMillis * 2);
  }

  private void beginFeed() {
    CameraFeed fresh = CameraFeed.begin(pipeline, camera, hasSound, new FeedEvents());
    feed = fresh;
    sinks.forEach(
        (sink, shown) -> {
          if (!calls.make(() -> change(fresh.element(), sink, Kinds.NONE, shown.kinds()))) {
            shown.onRefused().run();
          }
        });
    worker.later(CHECK_MILLIS, () -> check(fresh));
  }

  private void check(CameraFeed of) {
    if (of != feed) {
      return;
    }
    if (of.isSilent() && isWatched()) {
      gone(of, "The camera brings no picture.");
    } else {
      worker.later(CHECK_MILLIS, () -> check(of));
    }
  }

  private void gone(CameraFeed of, String why) {
    if (of != feed || isOver) {
      return;
    }
    feed = null;
    of.stop();
    if (hasSound && why.contains("matches no streams")) {
      hasSound = false; // It has pictures alone: no reason to say that anything is wrong.
      forgetRecorder(); // It would wait for sound.
      tryRecording();
      calls.make(() -> of.element().release());
      tryFeed(false);
      return;
    }
    listener.cameraGone(why);
    calls.make(() -> of.element().release());
    tryFeedLater();
  }

  private static void change(MediaElement from, MediaElement sink, Kinds before, Kinds kinds) {
    change(from, sink, MediaType.VIDEO, before.video(), kinds.video());
    change(from, sink, MediaType.AUDIO, before.audio(), kinds.audio());
  }

  private static void change(
      MediaElement from, MediaElement sink, MediaType type, boolean before, boolean now) {
    if (now && !before) {
      from.connect(sink, type);
    } else if (before && !now) {
      from.disconnect(sink, type);
    }
  }

  /** On threads of others. */
  private final class FeedEvents implements CameraFeed.Listener {
    @Override
    public void live(CameraFeed from) {
      worker.event(
          () -> {
            if (from == feed) {
              retryMillis = FIRST_RETRY_MILLIS;
              listener.cameraLive(hasSound, true);
            }
          });
    }

    @Override
    public void gone(CameraFeed from, String why) {
      worker.event(() -> ServedCamera.this.gone(from, why));
    }
  }
}
