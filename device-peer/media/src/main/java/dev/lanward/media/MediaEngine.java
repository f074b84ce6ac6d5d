package dev.lanward.media;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanward.core.Bytes;
import dev.lanward.pairing.Grant;
import dev.lanward.pairing.Identity;
import dev.lanward.pairing.MediaMessage;
import dev.lanward.peer.MediaPeer;
import dev.lanward.peer.MediaPort;
import dev.lanward.peer.MediaSession;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device's media: one camera, a loudspeaker, a display. What encodes and decodes runs in a
 * process of its own (ADR 23), which is started when it is first of use, again when it dies, and
 * anew when it has leaked enough. Everything here is on one thread.
 */
public final class MediaEngine implements MediaPort {
  private static final Logger LOG = LoggerFactory.getLogger(MediaEngine.class);

  /** How long a ring waits for its picture. */
  private static final long PICTURE_MILLIS = 3_500;

  private final ScheduledExecutorService thread;
  private final Optional<CameraSource> camera;
  private final PlaybackTarget speaker;
  private final PlaybackTarget display;
  private final EngineKeeper keeper;
  private final Set<MediaLink> sessions = new LinkedHashSet<>();
  private final Map<Long, MediaLink> links = new HashMap<>();
  private final Map<Long, Long> rings = new HashMap<>();
  private volatile MediaListener listener = MediaListener.none();
  private long numbers;
  private boolean hasSound;
  private Optional<String> interruption = Optional.empty();

  private MediaEngine(Builder choice) {
    ScheduledThreadPoolExecutor one =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread fresh = new Thread(task, "lanward-media");
              fresh.setDaemon(true);
              return fresh;
            });
    one.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.thread = one;
    this.camera = choice.camera;
    this.speaker = choice.speaker;
    this.display = choice.display;
    this.hasSound = camera.map(CameraSource::hasSound).orElse(false);
    this.keeper = new EngineKeeper(this, choice.engineCommand, choice.recycleAfter);
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
          keeper.give(EngineProcess.order("picture").put("id", id));
          later(PICTURE_MILLIS, () -> pictured(id, Optional.empty()));
        });
  }

  // --- The device's loop -------------------------------------------------------------------------

  @Override
  public void start(Identity identity) {
    ObjectNode order = EngineProcess.order("start");
    order.put("certificate", identity.certificatePem()).put("key", identity.privateKeyPem());
    order.put("expires", Long.MAX_VALUE / 2);
    camera.ifPresent(
        source -> {
          source.command().forEach(order.putArray("camera")::add);
          order.put("test", source.isTest()).put("sound", source.hasSound());
        });
    speaker.command().forEach(order.putArray("speaker")::add);
    display.command().forEach(order.putArray("display")::add);
    keeper.setStart(order);
  }

  @Override
  public MediaSession open(MediaPeer peer) {
    MediaLink link = new MediaLink(this, peer);
    run(
        () -> {
          sessions.add(link);
          if (!peer.grants().isEmpty()) {
            keeper.warm();
          }
        });
    return link;
  }

  @Override
  public void close() {
    run(keeper::close);
    thread.shutdown();
    try {
      thread.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    keeper.awaitEnd();
  }

  // --- The media's thread ------------------------------------------------------------------------

  void run(Runnable task) {
    try {
      thread.execute(() -> guarded(task));
    } catch (RejectedExecutionException e) {
      // The device is closed.
    }
  }

  void later(long millis, Runnable task) {
    try {
      thread.schedule(() -> guarded(task), millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The device is closed.
    }
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

  /** Whether there is an engine, or can be: while a dead one is not replaced yet, there cannot. */
  boolean canOpen() {
    return keeper.isThere();
  }

  /** A connection in the engine. */
  long openLink(MediaLink link, boolean begins) {
    long id = ++numbers;
    links.put(id, link);
    keeper.give(EngineProcess.order("open").put("link", id).put("begin", begins));
    return id;
  }

  void give(ObjectNode order) {
    keeper.give(order);
  }

  void closeLink(long id) {
    if (links.remove(id) != null) {
      keeper.give(EngineProcess.order("close").put("link", id));
      keeper.closedLink(links.isEmpty());
    }
  }

  void ended(MediaLink link) {
    sessions.remove(link);
  }

  /** What the engine tells. */
  void told(JsonNode line) {
    MediaLink link = links.get(line.path("link").asLong(-1));
    switch (line.path("tell").asText()) {
      case "description" -> {
        if (link != null) {
          link.describedHere(line.path("offer").asBoolean(), line.path("sdp").asText());
        }
      }
      case "connection" -> {
        if (link != null) {
          link.connection(line.path("state").asText());
        }
      }
      case "failed" -> {
        if (link != null) {
          link.failed(line.path("why").asText());
        }
      }
      case "camera" -> camera(line);
      case "picture" ->
          pictured(
              line.path("id").asLong(),
              Optional.ofNullable(line.path("jpeg").textValue()).flatMap(MediaEngine::jpeg));
      case "problem" -> LOG.warn("media engine: {}", line.path("why").asText());
      default -> {
        // Of a later version.
      }
    }
  }

  /** The engine's process is gone; {@code restarts} where another takes its place. */
  void engineGone(String why) {
    links.clear();
    List<MediaLink> open = List.copyOf(sessions);
    interrupted(Optional.of(why));
    open.forEach(MediaLink::engineGone);
    if (open.stream().anyMatch(MediaLink::isUsed)) {
      listener.problem("media-engine", why);
    }
  }

  /** There is another one. */
  void engineBack() {
    interrupted(Optional.empty());
  }

  private void camera(JsonNode line) {
    boolean isGone = line.path("state").asText().equals("interrupted");
    hasSound &= line.path("sound").asBoolean();
    String why = line.path("why").asText();
    if (isGone) {
      listener.problem("camera", "The camera is gone, and is tried again: " + why);
    } else if (interruption.isPresent() && line.path("state").asText().equals("live")) {
      listener.recovered("camera");
    }
    interrupted(isGone ? Optional.of(why) : Optional.empty());
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

  private static Optional<Bytes> jpeg(String base64) {
    try {
      Bytes bytes = Bytes.copyOf(Base64.getDecoder().decode(base64));
      new MediaMessage.Ring(0, Optional.of(bytes));
      return Optional.of(bytes);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.error("an exception escaped a task of the media's thread", e);
    }
  }

  /** Defects, for tests. */
  @Nullable EngineProcess process() {
    return keeper.process();
  }

  /** What to choose. */
  public static final class Builder {
    private Optional<CameraSource> camera = Optional.empty();
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
