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
import org.kurento.client.WebRtcEndpoint;
import org.kurento.client.internal.server.KurentoServerException;

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
  }

  @Override
  public void send(long link, Kinds kinds) {
    worker.run(() -> negotiate(link, (viewer, from) -> viewer.send(kinds, from)));
  }

  /** Nothing is: peers are told that there is no place for it. */
  @Override
  public void take(long link, Kinds kinds) {}

  @Override
  public void describe(long link, boolean isOffer, String sdp, List<NamedCandidate> named) {
    worker.run(() -> negotiate(link, (viewer, from) -> viewer.describe(isOffer, sdp, named, from)));
  }

  @Override
  public void close(long link) {
    Viewer closing = viewers.remove(link);
    WebRtcEndpoint open = closing == null ? null : closing.take();
    if (open != null) {
      releases.run(() -> make(open::release));
      worker.run(() -> left(open));
    }
  }

  /** There is none: the server's recorders take whole seconds for one. */
  @Override
  public void picture(long id) {
    worker.run(() -> listener().pictured(id, Optional.empty()));
  }

  @Override
  public void end() {
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
    worker.awaitEnd(END_MILLIS);
    releases.awaitEnd(0);
  }

  // --- The worker --------------------------------------------------------------------------------

  /** A step of a viewer's negotiation. */
  private interface Negotiating {
    void go(Viewer viewer, ServedCamera from) throws BadDescriptionException;
  }

  private void negotiate(long link, Negotiating step) {
    Viewer viewer = viewers.get(link);
    if (viewer == null || !keeper.isThere()) {
      return;
    }
    try {
      step.go(viewer, served());
    } catch (BadDescriptionException e) {
      listener().failed(link, String.valueOf(e.getMessage()));
    } catch (KurentoServerException e) {
      if (viewers.containsKey(link) && !keeper.hasLost(e)) {
        listener().failed(link, "The media server refuses (" + e.getCode() + ").");
      }
    } catch (RuntimeException e) {
      keeper.failed(e);
    }
  }

  private boolean make(Runnable call) {
    if (!keeper.isThere()) {
      return false;
    }
    try {
      call.run();
      return true;
    } catch (KurentoServerException e) {
      keeper.suspect(e);
    } catch (RuntimeException e) {
      keeper.failed(e);
    }
    return false;
  }

  private ServedCamera served() {
    ServedCamera running = served;
    if (running == null) {
      running =
          ServedCamera.begin(keeper.client(), worker, this::make, camera, recording, listener());
      served = running;
      keeper.watch(running.pipeline(), running::probe);
    }
    return running;
  }

  private void left(WebRtcEndpoint sink) {
    ServedCamera running = served;
    if (running != null) {
      running.forget(sink);
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
      keeper.watchNothing();
      make(ending::end);
      make(ending.pipeline()::release);
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
