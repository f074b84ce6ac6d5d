package dev.lanward.kurento;

import dev.lanward.media.CameraSource;
import dev.lanward.media.MediaBackend;
import dev.lanward.pairing.MediaMessage.Kinds;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kurento.client.KurentoClient;
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
  private final Map<MediaElement, Kinds> sinks = new LinkedHashMap<>();
  private @Nullable CameraFeed feed;
  private @Nullable RecorderEndpoint recorder;
  private boolean hasSound;
  private long retryMillis = FIRST_RETRY_MILLIS;
  private boolean isOver;

  private ServedCamera(
      Worker worker,
      ServerCalls calls,
      CameraSource camera,
      MediaBackend.Listener listener,
      MediaPipeline pipeline) {
    this.worker = worker;
    this.calls = calls;
    this.camera = camera;
    this.listener = listener;
    this.pipeline = pipeline;
    this.hasSound = camera.hasSound();
  }

  /** Begins it, and recording, where that is wanted. */
  static ServedCamera begin(
      KurentoClient client,
      Worker worker,
      ServerCalls calls,
      CameraSource camera,
      Optional<Recording> recording,
      MediaBackend.Listener listener) {
    ServedCamera served =
        new ServedCamera(worker, calls, camera, listener, client.createMediaPipeline());
    recording.ifPresent(served::record);
    served.beginFeed();
    return served;
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

  /** Has {@code sink} shown {@code kinds} from now on, in place of what it was shown. */
  void show(MediaElement sink, Kinds kinds) {
    Kinds before = sinks.getOrDefault(sink, Kinds.NONE);
    sinks.put(sink, kinds);
    CameraFeed from = feed;
    if (from != null) {
      change(from.element(), sink, before, kinds);
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

  private void record(Recording into) {
    String file = into.fileOf(LocalDateTime.now(ZoneId.systemDefault()));
    MediaProfileSpecType profile =
        hasSound ? MediaProfileSpecType.WEBM : MediaProfileSpecType.WEBM_VIDEO_ONLY;
    RecorderEndpoint fresh =
        new RecorderEndpoint.Builder(pipeline, file).withMediaProfile(profile).build();
    recorder = fresh;
    show(fresh, new Kinds(true, hasSound));
    fresh.record();
  }

  private void beginFeed() {
    CameraFeed fresh = CameraFeed.begin(pipeline, camera, hasSound, new FeedEvents());
    feed = fresh;
    sinks.forEach(
        (sink, kinds) -> calls.make(() -> change(fresh.element(), sink, Kinds.NONE, kinds)));
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
      calls.make(this::beginFeed);
      return;
    }
    listener.cameraGone(why);
    calls.make(() -> of.element().release());
    worker.later(
        retryMillis,
        () -> {
          if (!isOver && feed == null) {
            calls.make(this::beginFeed);
          }
        });
    retryMillis = Math.min(MAX_RETRY_MILLIS, retryMillis * 2);
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
