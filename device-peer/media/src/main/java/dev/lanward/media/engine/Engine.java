package dev.lanward.media.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PortAllocatorConfig;
import dev.onvoid.webrtc.RTCBundlePolicy;
import dev.onvoid.webrtc.RTCCertificatePEM;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCRtcpMuxPolicy;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The factory, the camera that all share, and a link for each media connection. The owner's. */
final class Engine {
  /** As many as a device of two cores can encode for, and then some. */
  private static final int MAX_LINKS = 32;

  private final Owner owner;
  private final Teller teller;
  private final PeerConnectionFactory factory;
  private final Camera camera;
  private final Playback playback;
  private final RTCConfiguration configuration;
  private final Map<Long, Link> links = new HashMap<>();
  private long closed;

  private Engine(Owner owner, Teller teller, JsonNode start) {
    this.owner = owner;
    this.teller = teller;
    HeadlessAudioDeviceModule audio = new HeadlessAudioDeviceModule();
    this.factory = new PeerConnectionFactory(audio);
    SoundFeed sound = new SoundFeed(teller);
    sound.plugInto(audio);
    this.camera =
        new Camera(
            owner,
            teller,
            factory,
            sound,
            strings(start.path("camera")),
            start.path("test").asBoolean(),
            start.path("sound").asBoolean());
    this.playback =
        new Playback(teller, strings(start.path("speaker")), strings(start.path("display")));
    this.configuration = configuration(start);
  }

  static Engine start(Owner owner, Teller teller, JsonNode start) {
    return new Engine(owner, teller, start);
  }

  void open(long id, boolean begins) {
    if (links.size() >= MAX_LINKS) {
      teller.tell(Teller.line("failed").put("link", id).put("why", "too many viewers"));
      return;
    }
    Parts parts = new Parts(owner, teller, factory, camera, playback);
    links.put(id, Link.open(id, begins, parts, configuration));
  }

  Optional<Link> link(long id) {
    return Optional.ofNullable(links.get(id));
  }

  void closeLink(long id) {
    Link link = links.remove(id);
    if (link != null) {
      closed++;
      link.close();
    }
  }

  long closedLinks() {
    return closed;
  }

  void picture(long id) {
    camera.picture(
        jpeg -> {
          ObjectNode line = Teller.line("picture").put("id", id);
          jpeg.ifPresent(bytes -> line.put("jpeg", bytes));
          teller.tell(line);
        });
  }

  void close() {
    List.copyOf(links.keySet()).forEach(this::closeLink);
    camera.close();
    playback.close();
  }

  /** What links share. */
  record Parts(
      Owner owner,
      Teller teller,
      PeerConnectionFactory factory,
      Camera camera,
      Playback playback) {}

  private static RTCConfiguration configuration(JsonNode start) {
    RTCConfiguration configuration = new RTCConfiguration();
    configuration.bundlePolicy = RTCBundlePolicy.MAX_BUNDLE;
    configuration.rtcpMuxPolicy = RTCRtcpMuxPolicy.REQUIRE;
    // TCP candidates hold up the end of gathering for 100 ms.
    configuration.portAllocatorConfig =
        new PortAllocatorConfig().setDisableTcp(true).setEnableIpv6(true);
    // The device's own PEM, as the device wrote it: a malformed one ends the process.
    configuration.certificates =
        new ArrayList<>(
            List.of(
                new RTCCertificatePEM(
                    start.path("key").asText(),
                    start.path("certificate").asText(),
                    start.path("expires").asLong())));
    return configuration;
  }

  private static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(each -> strings.add(each.asText()));
    return strings;
  }
}
