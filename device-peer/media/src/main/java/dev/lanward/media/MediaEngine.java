package dev.lanward.media;

import dev.lanward.core.Bytes;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Grant;
import dev.lanward.pairing.Identity;
import dev.lanward.pairing.MediaMessage;
import dev.lanward.peer.HostAddresses;
import dev.lanward.peer.MediaPeer;
import dev.lanward.peer.MediaPort;
import dev.lanward.peer.MediaSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A device's media: one camera, a loudspeaker, a display, and who may have what of them. What
 * encodes and decodes is the {@link MediaBackend}'s: libwebrtc's in a process of its own (ADR 23),
 * or a media server's (ADR 31). Everything here is on one thread.
 */
public final class MediaEngine implements MediaPort {
  /** How long a ring waits for its picture. */
  private static final long PICTURE_MILLIS = 3_500;

  /** How long {@link #close} waits for what was handed over before it. */
  private static final long END_MILLIS = 1_000;

  private final MediaThread thread;
  private final Optional<CameraSource> camera;
  private final PlaybackTarget speaker;
  private final PlaybackTarget display;
  private final MediaBackend backend;
  private final Set<MediaLink> sessions = new LinkedHashSet<>();
  private final Map<Long, MediaLink> links = new HashMap<>();
  private final Map<Long, Long> rings = new HashMap<>();
  private volatile MediaListener listener = MediaListener.none();
  private long numbers;
  private boolean hasSound;

  /** That the camera is gone was told, and not yet that it is back. */
  private boolean isCameraLost;

  private Optional<String> interruption = Optional.empty();

  private MediaEngine(Builder choice) {
    this.thread = new MediaThread("lanward-media");
    this.camera = choice.camera;
    this.speaker = choice.backend.isPresent() ? PlaybackTarget.none() : choice.speaker;
    this.display = choice.backend.isPresent() ? PlaybackTarget.none() : choice.display;
    this.hasSound = camera.map(CameraSource::hasSound).orElse(false);
    this.backend =
        choice.backend.orElseGet(
            () ->
                new LibWebRtc(
                    thread, camera, speaker, display, choice.engineCommand, choice.recycleAfter));
  }

  /** A builder of a device's media. */
  public static Builder builder() {
    return new Builder();
  }

  /** Who hears of what happens. Replaces an earlier one. */
  public void setListener(MediaListener program) {
    listener = program;
  }

  /** Refuses what {@code peerId} has asked for. */
  public void refuse(String peerId) {
    run(
        () ->
            sessions.stream()
                .filter(each -> each.peer().peer().id().equals(peerId))
                .forEach(MediaLink::refuse));
  }

  /**
   * Tells all peers that may see the camera that somebody rings, with a picture if there is one.
   */
  public void ring() {
    long at = System.currentTimeMillis();
    run(
        () -> {
          if (camera.isEmpty()) {
            ring(at, Optional.empty());
            return;
          }
          long id = ++numbers;
          rings.put(id, at);
          backend.picture(id);
          later(PICTURE_MILLIS, () -> pictured(id, Optional.empty()));
        });
  }

  // --- The device's loop -------------------------------------------------------------------------

  @Override
  public void start(Identity identity, HostAddresses hosts) {
    run(() -> backend.start(identity, hosts, new Events()));
  }

  @Override
  public MediaSession open(MediaPeer peer) {
    MediaLink link = new MediaLink(this, peer);
    run(
        () -> {
          sessions.add(link);
          if (!peer.grants().isEmpty()) {
            backend.warm();
          }
        });
    return link;
  }

  @Override
  public void close() {
    run(backend::end);
    thread.close();
    thread.awaitEnd(END_MILLIS);
    backend.awaitEnd();
  }

  // --- The media's thread ------------------------------------------------------------------------

  void run(Runnable task) {
    thread.run(task);
  }

  void later(long millis, Runnable task) {
    thread.later(millis, task);
  }

  MediaListener listener() {
    return listener;
  }

  /** What the camera has. */
  MediaMessage.Kinds available() {
    return new MediaMessage.Kinds(camera.isPresent(), hasSound);
  }

  /** What of a page's media there is a place for. */
  MediaMessage.Kinds places() {
    return new MediaMessage.Kinds(!display.isNone(), !speaker.isNone());
  }

  /** Why nothing comes of the camera, for people; empty while it does, or nobody watches. */
  Optional<String> interruption() {
    return interruption;
  }

  /** Whether links can be opened: while what is gone is not back, they cannot. */
  boolean canOpen() {
    return backend.isThere();
  }

  MediaBackend backend() {
    return backend;
  }

  long openLink(MediaLink link, boolean begins) {
    long id = ++numbers;
    links.put(id, link);
    backend.open(id, begins);
    return id;
  }

  void closeLink(long id) {
    if (links.remove(id) != null) {
      backend.close(id);
    }
  }

  void ended(MediaLink link) {
    sessions.remove(link);
  }

  private void interrupted(Optional<String> why) {
    interruption = why;
    new ArrayList<>(sessions).forEach(MediaLink::look);
  }

  private void pictured(long id, Optional<Bytes> picture) {
    Long at = rings.remove(id);
    if (at != null) {
      ring(at, picture);
    }
  }

  private void ring(long at, Optional<Bytes> picture) {
    MediaMessage.Ring ring = new MediaMessage.Ring(at, picture);
    for (MediaLink each : sessions) {
      if (each.peer().grants().contains(Grant.VIDEO)) {
        each.peer().send(ring);
      }
    }
  }

  /** What the backend tells. */
  private final class Events implements MediaBackend.Listener {
    @Override
    public void described(long link, boolean isOffer, String sdp, Optional<Fingerprint> vouched) {
      on(link, open -> open.describedHere(isOffer, sdp, vouched));
    }

    @Override
    public void lost(long link) {
      on(link, MediaLink::lost);
    }

    @Override
    public void failed(long link, String why) {
      on(link, open -> open.failed(why));
    }

    @Override
    public void spent(long link) {
      on(link, MediaLink::spent);
    }

    @Override
    public void cameraLive(boolean withSound, boolean brings) {
      at(
          () -> {
            hasSound &= withSound;
            if (brings && isCameraLost) {
              isCameraLost = false;
              listener.recovered("camera");
            }
            interrupted(Optional.empty());
          });
    }

    @Override
    public void cameraGone(String why) {
      at(
          () -> {
            isCameraLost = true;
            listener.problem("camera", "The camera is gone, and is tried again: " + why);
            interrupted(Optional.of(why));
          });
    }

    @Override
    public void pictured(long id, Optional<Bytes> jpeg) {
      at(() -> MediaEngine.this.pictured(id, jpeg));
    }

    @Override
    public void gone(String why) {
      at(
          () -> {
            links.clear();
            interrupted(Optional.of(why));
            List.copyOf(sessions).forEach(MediaLink::forget);
          });
    }

    @Override
    public void back() {
      at(() -> interrupted(Optional.empty()));
    }

    @Override
    public void problem(String code, String message) {
      at(() -> listener.problem(code, message));
    }

    @Override
    public void recovered(String what) {
      at(() -> listener.recovered(what));
    }

    private void on(long link, Consumer<MediaLink> event) {
      at(() -> Optional.ofNullable(links.get(link)).ifPresent(event));
    }

    private void at(Runnable task) {
      thread.runNow(task);
    }
  }

  /** What to choose. */
  public static final class Builder {
    private Optional<CameraSource> camera = Optional.empty();
    private Optional<MediaBackend> backend = Optional.empty();
    private PlaybackTarget speaker = PlaybackTarget.none();
    private PlaybackTarget display = PlaybackTarget.none();
    private List<String> engineCommand = EngineProcess.command();
    private int recycleAfter = EngineKeeper.RECYCLE_AFTER;

    private Builder() {}

    /** Where pictures come from; none at first. */
    public Builder camera(CameraSource source) {
      camera = Optional.of(source);
      return this;
    }

    /** Where peers are heard; nowhere at first. */
    public Builder speaker(PlaybackTarget target) {
      speaker = target;
      return this;
    }

    /** Where what peers cast is shown; nowhere at first. */
    public Builder display(PlaybackTarget target) {
      display = target;
      return this;
    }

    /**
     * What carries it out in place of libwebrtc. It gets its pictures from the camera by itself,
     * and peers are told that nothing of theirs is taken.
     */
    public Builder backend(MediaBackend other) {
      backend = Optional.of(other);
      return this;
    }

    /** After how many closed connections the engine is started anew as soon as nobody uses it. */
    Builder recycleAfter(int closedLinks) {
      recycleAfter = closedLinks;
      return this;
    }

    /** Another program as the engine, for tests. */
    Builder engineCommand(List<String> command) {
      engineCommand = command;
      return this;
    }

    /** The media, whose engine is not running yet. */
    public MediaEngine build() {
      return new MediaEngine(this);
    }
  }
}
