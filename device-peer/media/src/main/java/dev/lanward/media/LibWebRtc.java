package dev.lanward.media;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanward.core.Bytes;
import dev.lanward.pairing.Identity;
import dev.lanward.pairing.MediaMessage;
import dev.lanward.pairing.MediaMessage.Kinds;
import dev.lanward.peer.HostAddresses;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The usual backend: orders to libwebrtc, in a process of its own (ADR 23), which is started when
 * it is first of use, again when it dies, and anew when it has leaked enough. On the media's
 * thread.
 */
final class LibWebRtc implements MediaBackend {
  private static final Logger LOG = LoggerFactory.getLogger(LibWebRtc.class);

  private final Optional<CameraSource> camera;
  private final PlaybackTarget speaker;
  private final PlaybackTarget display;
  private final EngineKeeper keeper;
  private final Set<Long> links = new HashSet<>();
  private @Nullable Listener listener;

  LibWebRtc(
      MediaThread thread,
      Optional<CameraSource> camera,
      PlaybackTarget speaker,
      PlaybackTarget display,
      List<String> engineCommand,
      int recycleAfter) {
    this.camera = camera;
    this.speaker = speaker;
    this.display = display;
    this.keeper = new EngineKeeper(thread, this, engineCommand, recycleAfter);
  }

  @Override
  public void start(Identity identity, HostAddresses hosts, Listener hears) {
    listener = hears;
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
  public void warm() {
    keeper.warm();
  }

  @Override
  public boolean isThere() {
    return keeper.isThere();
  }

  @Override
  public void open(long link, boolean begins) {
    links.add(link);
    keeper.give(order("open", link).put("begin", begins));
  }

  @Override
  public void send(long link, Kinds kinds) {
    keeper.give(kinds(order("send", link), kinds));
  }

  @Override
  public void take(long link, Kinds kinds) {
    keeper.give(kinds(order("take", link), kinds));
  }

  /** Candidates with names are of no use: the page's own checks say where it is. */
  @Override
  public void describe(long link, boolean isOffer, String sdp, List<NamedCandidate> named) {
    keeper.give(order("describe", link).put("offer", isOffer).put("sdp", sdp));
  }

  @Override
  public void close(long link) {
    if (links.remove(link)) {
      keeper.give(order("close", link));
      keeper.closedLink(links.isEmpty());
    }
  }

  @Override
  public void picture(long id) {
    keeper.give(EngineProcess.order("picture").put("id", id));
  }

  @Override
  public void end() {
    keeper.close();
  }

  @Override
  public void awaitEnd() {
    keeper.awaitEnd();
  }

  // --- The keeper's ------------------------------------------------------------------------------

  /** What the engine tells. */
  void told(JsonNode line) {
    long link = line.path("link").asLong(-1);
    switch (line.path("tell").asText()) {
      case "description" ->
          listener()
              .described(
                  link,
                  line.path("offer").asBoolean(),
                  line.path("sdp").asText(),
                  Optional.empty());
      case "connection" -> {
        if (line.path("state").asText().equals("failed")) {
          listener().lost(link);
        }
      }
      case "failed" -> listener().failed(link, line.path("why").asText());
      case "camera" -> camera(line);
      case "picture" ->
          listener()
              .pictured(
                  line.path("id").asLong(),
                  Optional.ofNullable(line.path("jpeg").textValue()).flatMap(LibWebRtc::jpeg));
      case "problem" -> LOG.warn("media engine: {}", line.path("why").asText());
      default -> {
        // Of a later version.
      }
    }
  }

  /** The engine's process is gone. */
  void engineGone(String why) {
    boolean wasUsed = !links.isEmpty();
    links.clear();
    listener().gone(why);
    if (wasUsed) {
      listener().problem("media-engine", why);
    }
  }

  /** There is another one. */
  void engineBack() {
    listener().back();
  }

  @Nullable EngineProcess process() {
    return keeper.process();
  }

  private void camera(JsonNode line) {
    boolean hasSound = line.path("sound").asBoolean();
    if (line.path("state").asText().equals("interrupted")) {
      listener().cameraGone(line.path("why").asText());
    } else {
      listener().cameraLive(hasSound, line.path("state").asText().equals("live"));
    }
  }

  private Listener listener() {
    return Objects.requireNonNull(listener, "it has been started");
  }

  private static ObjectNode order(String what, long link) {
    return EngineProcess.order(what).put("link", link);
  }

  private static ObjectNode kinds(ObjectNode order, Kinds kinds) {
    return order.put("video", kinds.video()).put("audio", kinds.audio());
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
}
