package dev.lanward.kurento;

import dev.lanward.media.CameraSource;
import dev.lanward.media.MediaBackend;
import dev.lanward.media.NamedCandidate;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Identity;
import dev.lanward.pairing.MediaMessage.Kinds;
import dev.lanward.peer.HostAddresses;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.kurento.client.MediaObject;
import org.kurento.client.WebRtcEndpoint;
import org.kurento.client.internal.server.KurentoServerException;
import org.kurento.commons.exception.KurentoException;
import org.kurento.jsonrpc.JsonRpcClientClosedException;

/**
 * A media server that carries out a device's media: it has the camera played, or is sent it,
 * records it, and has an endpoint for each viewer. When it is gone it is tried again, and each
 * viewer gets another endpoint. What waits for the server waits on a thread of its own.
 */
public final class KurentoBackend implements MediaBackend {
  /** After the last viewer: somebody who comes back at once finds it running. */
  private static final long LINGER_MILLIS = 1_000;

  /** What is recorded has to be finished. */
  private static final long END_MILLIS = 3_500;

  /** How long somebody is shown what was taken away, where other viewers keep the server busy. */
  private static final long HIDE_MILLIS = 400;

  /** More orders than a server that does its work has to wait for. */
  private static final int MAX_WAITING = 1_024;

  private final ServerAddress address;
  private final CameraSource camera;
  private final Optional<Recording> recording;
  private final Worker worker = new Worker("lanward-kurento");

  /** Whoever may see nothing any more does not wait for those who may. */
  private final Worker releases = new Worker("lanward-kurento-end");

  private final ServerKeeper keeper;
  private final Map<Long, Viewer> viewers = new ConcurrentHashMap<>();
  private @Nullable Listener listener;
  private @Nullable HostAddresses hosts;
  private @Nullable ServedCamera served;

  private KurentoBackend(Builder choice) {
    this.address = choice.address;
    this.camera = choice.camera;
    this.recording = choice.recording;
    this.keeper = new ServerKeeper(address, choice.pinned, worker, new Connection());
  }

  /**
   * What to choose.
   *
   * @throws IllegalArgumentException when the camera is this machine's and the server is not on it
   */
  public static Builder builder(ServerAddress server, CameraSource camera) {
    if (camera.stream().isEmpty() && !server.isHere()) {
      throw new IllegalArgumentException(
          "a media server elsewhere can show streams (rtsp://...) alone, not this machine's camera");
    }
    return new Builder(server, camera);
  }

  // --- The media's thread ------------------------------------------------------------------------

  @Override
  public void start(Identity identity, HostAddresses names, Listener hears) {
    listener = hears;
    hosts = names;
    worker.run(keeper::connect);
  }

  @Override
  public void warm() {
    // It runs.
  }

  @Override
  public boolean isThere() {
    return keeper.isThere();
  }

  @Override
  public void open(long link, boolean begins) {
    HostAddresses names = Objects.requireNonNull(hosts, "it has been started");
    viewers.put(link, new Viewer(link, begins, worker, this::make, names, listener()));
    if (!keeper.isThere()) {
      viewers.remove(link); // The end of the connection may have passed it by.
    }
  }

  @Override
  public void send(long link, Kinds kinds) {
    Viewer viewer = viewers.get(link);
    if (viewer == null) {
      return;
    }
    boolean loses = viewer.isTold(kinds);
    order(() -> negotiate(link, (open, from) -> open.send(kinds, from)));
    if (loses) {
      releases.later(HIDE_MILLIS, () -> endIfBehind(link, viewer));
    }
  }

  /** What it may not have any more does not wait for others: it gets another link. */
  private void endIfBehind(long link, Viewer viewer) {
    if (viewer.isBehind()) {
      listener().spent(link);
    }
  }

  /** Nothing is: peers are told that there is no place for it. */
  @Override
  public void take(long link, Kinds kinds) {}

  @Override
  public void describe(long link, boolean isOffer, String sdp, List<NamedCandidate> named) {
    order(() -> negotiate(link, (viewer, from) -> viewer.describe(isOffer, sdp, named, from)));
  }

  @Override
  public void close(long link) {
    VerifiedWebSocket used = keeper.connection();
    Viewer closing = viewers.remove(link);
    if (closing == null) {
      return;
    }
    WebRtcEndpoint open = closing.take();
    if (open != null) {
      releases.run(() -> release(used, open));
    }
    order(() -> left(open));
  }

  /** There is none: the server's recorders take whole seconds for one. */
  @Override
  public void picture(long id) {
    worker.run(() -> listener().pictured(id, Optional.empty()));
  }

  @Override
  public void end() {
    viewers.keySet().forEach(this::close);
    worker.run(
        () -> {
          endCamera();
          keeper.close();
          worker.close();
          releases.close();
        });
  }

  @Override
  public void awaitEnd() {
    if (!worker.awaitEnd(END_MILLIS)) {
      keeper.releaseAtLast();
    }
    releases.awaitEnd(0);
  }

  // --- The worker --------------------------------------------------------------------------------

  /** A step of a viewer's negotiation. */
  private interface Negotiating {
    void go(Viewer viewer, ServedCamera from) throws BadDescriptionException;
  }

  private void order(Runnable task) {
    if (worker.waiting() >= MAX_WAITING) {
      keeper.overwhelmed(); // What waits fails at once then, one after another.
    }
    worker.run(task);
  }

  private void negotiate(long link, Negotiating step) {
    Viewer viewer = viewers.get(link);
    if (viewer == null || !keeper.isThere()) {
      return;
    }
    VerifiedWebSocket used = keeper.connection();
    try {
      step.go(viewer, served());
    } catch (BadDescriptionException e) {
      listener().failed(link, String.valueOf(e.getMessage()));
    } catch (KurentoServerException e) {
      if (viewers.containsKey(link) && !keeper.hasLost(used, e)) {
        listener().failed(link, "The media server refuses (" + e.getCode() + ").");
      }
    } catch (KurentoException | JsonRpcClientClosedException e) {
      keeper.failed(used, e);
    } catch (RuntimeException e) {
      listener().failed(link, "The media server's answer makes no sense.");
    }
  }

  private boolean make(Runnable call) {
    if (!keeper.isThere()) {
      return false;
    }
    VerifiedWebSocket used = keeper.connection();
    try {
      call.run();
      return true;
    } catch (KurentoServerException e) {
      keeper.suspect(used, e);
    } catch (RuntimeException e) {
      keeper.failed(used, e);
    }
    return false;
  }

  /** Whoever may not see any more does not, whatever the server makes of it. */
  private boolean release(@Nullable VerifiedWebSocket used, MediaObject what) {
    if (!keeper.isThere()) {
      return false;
    }
    try {
      what.release();
      return true;
    } catch (KurentoServerException e) {
      keeper.keepsShowing(used, e);
    } catch (RuntimeException e) {
      keeper.failed(used, e);
    }
    return false;
  }

  private ServedCamera served() {
    ServedCamera running = served;
    if (running == null) {
      running =
          new ServedCamera(
              keeper.client().createMediaPipeline(),
              worker,
              this::make,
              camera,
              recording,
              listener());
      served = running;
      keeper.watch(running.pipeline(), running::probe);
      running.begin();
    }
    return running;
  }

  private void left(@Nullable WebRtcEndpoint sink) {
    ServedCamera running = served;
    if (running != null) {
      if (sink != null) {
        running.forget(sink);
      }
      worker.later(LINGER_MILLIS, this::endCameraIfUnwatched);
    }
  }

  private void endCameraIfUnwatched() {
    ServedCamera running = served;
    if (running != null && !running.isWatched() && viewers.isEmpty()) {
      endCamera();
      listener().cameraLive(camera.hasSound(), false);
    }
  }

  private void endCamera() {
    ServedCamera ending = served;
    served = null;
    if (ending != null) {
      make(ending::end);
      boolean isReleased = release(keeper.connection(), ending.pipeline());
      keeper.forget(ending.pipeline(), isReleased);
      ending.stop();
    }
  }

  private Listener listener() {
    return Objects.requireNonNull(listener, "it has been started");
  }

  /** What becomes of the connection to the server, on the worker. */
  private final class Connection implements ServerKeeper.Listener {
    @Override
    public void there() {
      if (recording.isPresent()) {
        make(KurentoBackend.this::served);
      }
      listener().back();
    }

    @Override
    public void gone(String why) {
      viewers.values().forEach(Viewer::take);
      viewers.clear();
      if (served != null) {
        served.stop();
        served = null;
      }
      listener().gone(why);
    }

    @Override
    public void problem(String code, String message) {
      listener().problem(code, message);
    }

    @Override
    public void recovered() {
      listener().recovered("media-server");
    }
  }

  /** What to choose. */
  public static final class Builder {
    private final ServerAddress address;
    private final CameraSource camera;
    private Optional<Fingerprint> pinned = Optional.empty();
    private Optional<Recording> recording = Optional.empty();

    private Builder(ServerAddress address, CameraSource camera) {
      this.address = address;
      this.camera = camera;
    }

    /** The certificate of a server that is reached by TLS; without it none is trusted. */
    public Builder pinned(Optional<Fingerprint> certificate) {
      pinned = certificate;
      return this;
    }

    /** Where the server records from the device's start to its end; nowhere at first. */
    public Builder recording(Optional<Recording> into) {
      recording = into;
      return this;
    }

    /** The backend, which connects when the device starts. */
    public KurentoBackend build() {
      return new KurentoBackend(this);
    }
  }
}
