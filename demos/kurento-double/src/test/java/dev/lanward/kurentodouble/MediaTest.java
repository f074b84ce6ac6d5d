package dev.lanward.kurentodouble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanward.media.EngineProcess;
import dev.lanward.pairing.Identity;
import dev.lanward.testing.LabNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kurento.client.CertificateKeyType;
import org.kurento.client.IceCandidate;
import org.kurento.client.KurentoClient;
import org.kurento.client.MediaElement;
import org.kurento.client.MediaPipeline;
import org.kurento.client.PlayerEndpoint;
import org.kurento.client.RecorderEndpoint;
import org.kurento.client.RtpEndpoint;
import org.kurento.client.WebRtcEndpoint;

/** Real pictures, from a file and from RTP, to a viewer by WebRTC and into a file. */
class MediaTest {
  private static final int FRAME_BYTES = Feed.FRAME_BYTES;

  @TempDir Path directory;
  private LabNetwork network;
  private RunningDouble kurento;
  private KurentoClient client;
  private MediaPipeline pipeline;

  @BeforeEach
  void start() throws Exception {
    network = LabNetwork.open();
    kurento = RunningDouble.inside(network);
    client = kurento.client();
    pipeline = client.createMediaPipeline();
  }

  @AfterEach
  void stop() throws Exception {
    client.destroy();
    kurento.close();
    network.close();
  }

  @Test
  void aFileIsWatchedByTwoAndRecorded() throws Exception {
    Path film = film(6);
    PlayerEndpoint player = new PlayerEndpoint.Builder(pipeline, film.toUri().toString()).build();
    Path recording = directory.resolve("recording.webm");
    RecorderEndpoint recorder =
        new RecorderEndpoint.Builder(pipeline, recording.toUri().toString()).build();
    player.connect(recorder);
    recorder.record();
    try (Viewer offered = new Viewer("offered");
        Viewer offering = new Viewer("offering")) {
      WebRtcEndpoint one = endpoint(player);
      WebRtcEndpoint two = endpoint(player);
      offered.answer(one);
      offering.offer(two);
      RunningDouble.await(
          "both are connected",
          () -> kurento.journal.stream().filter(MediaTest::isConnected).count() == 2);
      player.play();
      RunningDouble.await("pictures", () -> offered.frames() > 3 && offering.frames() > 3);
      assertTrue(kurento.raised("MediaFlowOutStateChanged"));
      RunningDouble.await("the film's end", () -> kurento.raised("EndOfStream"));
      // What is released sends nothing any more.
      one.release();
      assertEquals("ended", offered.state("disconnected", "failed"));
    }
    recorder.stopAndWait();
    assertTrue(kurento.raised("Recording"));
    assertEquals("1280,720", probe(recording));
    assertEquals(List.of(), kurento.violations());
  }

  @Test
  void plainRtpIsWatchedAndAFilmThatIsNotThereIsAnError() throws Exception {
    PlayerEndpoint nothing =
        new PlayerEndpoint.Builder(pipeline, directory.resolve("no.mkv").toUri().toString())
            .build();
    nothing.play();
    RunningDouble.await("an error", () -> kurento.raised("Error"));
    RtpEndpoint rtp = new RtpEndpoint.Builder(pipeline).build();
    String answer =
        rtp.processOffer(
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                + "m=video 9 RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\na=sendonly\r\n");
    assertTrue(answer.contains("a=recvonly"), answer);
    String port =
        answer
            .lines()
            .filter(line -> line.startsWith("m=video "))
            .map(line -> line.split(" ")[1])
            .findFirst()
            .orElseThrow();
    List<String> sending = new ArrayList<>(List.of("ffmpeg", "-loglevel", "quiet", "-re"));
    sending.addAll(List.of("-f", "lavfi", "-i", "testsrc=size=640x360:rate=15", "-c:v", "libvpx"));
    sending.addAll(List.of("-deadline", "realtime", "-g", "15", "-payload_type", "96"));
    sending.addAll(List.of("-f", "rtp", "rtp://127.0.0.1:" + port));
    Process sender = new ProcessBuilder(network.inside(sending)).start();
    try (Viewer viewer = new Viewer("rtp")) {
      viewer.answer(endpoint(rtp));
      RunningDouble.await("pictures", () -> viewer.frames() > 3);
      sender.destroyForcibly();
      RunningDouble.await(
          "their end",
          () ->
              kurento.wrote(
                  each -> each.path("data").path("state").asText().equals("NOT_FLOWING")));
    } finally {
      sender.destroyForcibly();
    }
    assertEquals(List.of(), kurento.violations());
  }

  private WebRtcEndpoint endpoint(MediaElement source) {
    WebRtcEndpoint endpoint =
        new WebRtcEndpoint.Builder(pipeline)
            .sendonly()
            .withCertificateKeyType(CertificateKeyType.ECDSA)
            .build();
    source.connect(endpoint);
    return endpoint;
  }

  private static boolean isConnected(ObjectNode line) {
    return line.path("type").asText().equals("ConnectionStateChanged")
        && line.path("data").path("newState").asText().equals("CONNECTED");
  }

  private Path film(int seconds) throws Exception {
    Path file = directory.resolve("film.mkv");
    List<String> command = new ArrayList<>(List.of("ffmpeg", "-loglevel", "error", "-y"));
    command.addAll(
        List.of("-f", "lavfi", "-i", "testsrc=size=640x360:rate=15:duration=" + seconds));
    command.addAll(List.of("-f", "lavfi", "-i", "sine=frequency=440:duration=" + seconds));
    command.addAll(List.of("-c:v", "libx264", "-preset", "ultrafast", file.toString()));
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0);
    return file;
  }

  private static String probe(Path file) throws Exception {
    List<String> command = new ArrayList<>(List.of("ffprobe", "-v", "error", "-select_streams"));
    command.addAll(List.of("v:0", "-show_entries", "stream=width,height", "-of", "csv=p=0"));
    command.add(file.toString());
    Process process = new ProcessBuilder(command).start();
    return process.inputReader().readLine();
  }

  /** A viewer of libwebrtc's, in the same network. */
  private final class Viewer implements EngineProcess.Listener, AutoCloseable {
    private final BlockingQueue<JsonNode> told = new LinkedBlockingQueue<>();
    private final Path file;
    private final EngineProcess process;

    Viewer(String name) throws IOException {
      file = directory.resolve(name + ".yuv");
      process = EngineProcess.start(network.inside(EngineProcess.command()), this);
      Identity identity =
          Identity.generate(
              new SecureRandom(), Instant.EPOCH, Instant.EPOCH.plusSeconds(4_000_000_000L));
      ObjectNode order = EngineProcess.order("start");
      order.put("certificate", identity.certificatePem()).put("key", identity.privateKeyPem());
      order.put("expires", Long.MAX_VALUE / 2).put("test", true).put("sound", true);
      List.of(
              "ffmpeg -nostdin -loglevel quiet -re -f lavfi -i smptebars=size=1280x720:rate=5"
                  .split(" "))
          .forEach(order.putArray("camera")::add);
      order.putArray("speaker");
      List.of("sh", "-c", "exec cat >> \"$0\"", file.toString())
          .forEach(order.putArray("display")::add);
      process.give(order);
    }

    /** The endpoint offers. */
    void answer(WebRtcEndpoint endpoint) throws Exception {
      Candidates gathered = new Candidates(endpoint);
      String offer = endpoint.generateOffer();
      process.give(order("open").put("begin", false));
      process.give(order("take").put("video", true).put("audio", true));
      process.give(order("describe").put("offer", true).put("sdp", gathered.into(offer)));
      String answer = await("description").path("sdp").asText();
      endpoint.processAnswer(KmsSdp.withoutCandidates(answer));
      for (String each : KmsSdp.candidates(answer)) {
        endpoint.addIceCandidate(new IceCandidate(each, KmsSdp.mid(answer), 0));
      }
    }

    /** The viewer offers; its candidates come before its offer has been answered. */
    void offer(WebRtcEndpoint endpoint) throws Exception {
      process.give(order("open").put("begin", true));
      process.give(order("take").put("video", true).put("audio", true));
      process.give(order("send").put("video", true).put("audio", true));
      String offer = await("description").path("sdp").asText();
      for (String each : KmsSdp.candidates(offer)) {
        endpoint.addIceCandidate(new IceCandidate(each, KmsSdp.mid(offer), 0));
      }
      Candidates gathered = new Candidates(endpoint);
      String answer = endpoint.processOffer(KmsSdp.withoutCandidates(offer));
      process.give(order("describe").put("offer", false).put("sdp", gathered.into(answer)));
    }

    long frames() {
      try {
        return Files.exists(file) ? Files.size(file) / FRAME_BYTES : 0;
      } catch (IOException e) {
        return 0;
      }
    }

    String state(String... states) throws Exception {
      while (true) {
        String state = await("connection").path("state").asText();
        if (List.of(states).contains(state)) {
          return "ended";
        }
      }
    }

    private JsonNode await(String kind) throws Exception {
      while (true) {
        JsonNode line = told.poll(30, TimeUnit.SECONDS);
        assertTrue(line != null, "the viewer did not tell: " + kind);
        if (line.path("tell").asText().equals(kind)) {
          return line;
        }
      }
    }

    private ObjectNode order(String what) {
      return EngineProcess.order(what).put("link", 1);
    }

    @Override
    public void told(EngineProcess engine, JsonNode line) {
      told.add(line);
    }

    @Override
    public void ended(EngineProcess engine) {}

    @Override
    public void close() {
      process.kill();
    }
  }

  /** An endpoint's candidates. The client hands events to several threads: in no order. */
  private final class Candidates {
    private final WebRtcEndpoint endpoint;
    private final List<String> found = new CopyOnWriteArrayList<>();

    Candidates(WebRtcEndpoint endpoint) {
      this.endpoint = endpoint;
      endpoint.addIceCandidateFoundListener(
          event -> found.add(event.getCandidate().getCandidate()));
    }

    /** At the end of the last section. All are one transport. */
    String into(String sdp) throws Exception {
      endpoint.gatherCandidates();
      String id = endpoint.getId();
      RunningDouble.await(
          "the end of gathering", () -> kurento.raised(id, "IceGatheringDone") == 1);
      RunningDouble.await(
          "all candidates", () -> found.size() == kurento.raised(id, "IceCandidateFound"));
      StringBuilder whole = new StringBuilder(sdp);
      found.forEach(each -> whole.append("a=").append(each).append("\r\n"));
      return whole.toString();
    }
  }
}
