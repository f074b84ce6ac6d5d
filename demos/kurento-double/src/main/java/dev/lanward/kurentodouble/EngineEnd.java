package dev.lanward.kurentodouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanward.media.EngineProcess;
import dev.lanward.pairing.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * libwebrtc for one endpoint: a process of the media engine with a certificate of its own, one
 * media connection, and pipes by which it gets what it sends.
 */
final class EngineEnd {
  private static final long LINK = 1;
  private static final int MAX_SOUND_WAITING = 50;
  private static final int MAX_PICTURES_WAITING = 2;

  /** Who hears of it; on the desk's thread. */
  interface Listener {
    void described(String sdp);

    void connection(String state);

    void failed(String why);
  }

  private final Identity identity =
      Identity.generate(
          new SecureRandom(), Instant.EPOCH, Instant.EPOCH.plusSeconds(4_000_000_000L));
  private final PipeWriter pictures;
  private final PipeWriter sound;
  private final EngineProcess process;
  private @Nullable Listener listener;
  private boolean hasEnded;

  private EngineEnd(World world) throws IOException {
    Path base = world.directory().resolve(UUID.randomUUID().toString());
    Path picturePipe = Path.of(base + ".yuv");
    Path soundPipe = Path.of(base + ".pcm");
    this.pictures = PipeWriter.toNamedPipe(picturePipe, MAX_PICTURES_WAITING);
    this.sound = PipeWriter.toNamedPipe(soundPipe, MAX_SOUND_WAITING);
    this.process = EngineProcess.start(world.command(EngineProcess.command()), heard(world));
    process.give(start(picturePipe, soundPipe));
  }

  /** One that nobody uses yet: it takes a second or more until it is of use. */
  static EngineEnd start(World world) {
    try {
      return new EngineEnd(world);
    } catch (IOException e) {
      throw new KmsException(
          ErrorCode.UNEXPECTED_ERROR, "the media engine does not start: " + e.getMessage());
    }
  }

  /** Who hears of it from now on; the desk's thread. */
  EngineEnd forThe(Listener user) {
    listener = user;
    return this;
  }

  /** The desk's thread. */
  boolean hasEnded() {
    return hasEnded;
  }

  /** The SHA-256 of its certificate, as SDP spells it. */
  String fingerprint() {
    return identity.fingerprint().toString();
  }

  Identity identity() {
    return identity;
  }

  /** Any thread. */
  void picture(byte[] i420) {
    pictures.offer(i420);
  }

  /** Any thread. */
  void sound(byte[] pcm) {
    sound.offer(pcm);
  }

  void open(boolean begins, boolean sendsVideo, boolean sendsAudio) {
    process.give(order("open").put("begin", begins));
    process.give(order("send").put("video", sendsVideo).put("audio", sendsAudio));
  }

  void describe(boolean isOffer, String sdp) {
    process.give(order("describe").put("offer", isOffer).put("sdp", sdp));
  }

  void candidate(String mid, int index, String candidate) {
    process.give(
        order("candidate").put("mid", mid).put("index", index).put("candidate", candidate));
  }

  /** At once. */
  void kill() {
    process.kill();
    pictures.cut();
    sound.cut();
  }

  private ObjectNode start(Path picturePipe, Path soundPipe) {
    ObjectNode order = EngineProcess.order("start");
    order.put("certificate", identity.certificatePem()).put("key", identity.privateKeyPem());
    order.put("expires", Long.MAX_VALUE / 2);
    ArrayNode camera = order.putArray("camera");
    List.of("sh", "-c", "cat \"$1\" >&2 & exec cat \"$0\"", picturePipe + "", soundPipe + "")
        .forEach(camera::add);
    order.putArray("speaker");
    order.putArray("display");
    return order.put("test", false).put("sound", true);
  }

  private EngineProcess.Listener heard(World world) {
    return new EngineProcess.Listener() {
      @Override
      public void told(EngineProcess engine, JsonNode line) {
        world.run(() -> take(line));
      }

      @Override
      public void ended(EngineProcess engine) {
        world.run(
            () -> {
              hasEnded = true;
              if (listener != null) {
                listener.failed("the media engine has ended");
              }
            });
      }

      private void take(JsonNode line) {
        if (listener == null) {
          return;
        }
        switch (line.path("tell").asText()) {
          case "description" -> listener.described(line.path("sdp").asText());
          case "connection" -> listener.connection(line.path("state").asText());
          case "failed" -> listener.failed(line.path("why").asText());
          default -> {
            // What its camera does is the feed's affair.
          }
        }
      }
    };
  }

  private static ObjectNode order(String what) {
    return EngineProcess.order(what).put("link", LINK);
  }
}
