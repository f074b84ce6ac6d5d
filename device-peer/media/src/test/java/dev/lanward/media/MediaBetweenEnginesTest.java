package dev.lanward.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanward.media.engine.ReadClock;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.testing.LabNetwork;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two engines negotiate, each with the other's description written anew, and media flows both ways.
 */
class MediaBetweenEnginesTest {
  private static final int FRAME_BYTES = 1280 * 720 * 3 / 2;
  private static final int STARTS = 30;

  @TempDir Path directory;
  private LabNetwork network;
  private EngineUnderTest device;
  private EngineUnderTest page;

  @BeforeEach
  void start() throws Exception {
    network = LabNetwork.open();
    device = engine("device");
    page = engine("page");
    device.await("ready");
    page.await("ready");
  }

  @AfterEach
  void close() {
    device.close();
    page.close();
    network.close();
  }

  @Test
  void pictureAndSoundBothWaysAndAgainAfterAPause() throws Exception {
    device.process.give(device.order("open", 1).put("begin", true));
    page.process.give(page.order("open", 1).put("begin", false));
    take(page, true, true);
    take(device, false, true);
    send(device, true, true);
    carry(device, page, true);
    carry(page, device, false);
    device.await("connection", line -> line.path("state").asText().equals("connected"));
    page.await("connection", line -> line.path("state").asText().equals("connected"));
    await("a picture with a clock", () -> lastClock("page") >= 0);
    await("the tone", () -> hears("page"));

    // The page talks: its sound comes through the section that is there.
    send(page, false, true);
    carry(page, device, true);
    carry(device, page, false);
    await("the page's tone", () -> hears("device"));

    // No more of the camera, and again: the same sections.
    send(device, false, false);
    String without = carry(device, page, true);
    carry(page, device, false);
    send(device, true, true);
    String again = carry(device, page, true);
    carry(page, device, false);
    assertEquals(2, PageDescriptionTest.count(without, "m="));
    assertEquals(2, PageDescriptionTest.count(again, "m="));
    long before = Files.size(file("page", "frames"));
    await("pictures again", () -> size("page", "frames") > before + 10L * FRAME_BYTES);
  }

  /** Each stream of sound that begins starts libwebrtc's recording, which has ended engines. */
  @Test
  void soundBeginsAndEndsManyTimes() throws Exception {
    device.process.give(device.order("open", 1).put("begin", true));
    page.process.give(page.order("open", 1).put("begin", false));
    take(page, true, true);
    take(device, false, true);
    for (int i = 0; i < STARTS; i++) {
      sound(device, page, true);
      sound(page, device, true);
      awaitMore("page");
      awaitMore("device");
      sound(device, page, false);
      sound(page, device, false);
    }
    sound(device, page, true);
    long before = size("page", "sound");
    await("the tone", () -> size("page", "sound") > before + 100_000 && hears("page"));
    device.settle();
    page.settle();
  }

  @Test
  void thePageMayBegin() throws Exception {
    device.process.give(device.order("open", 1).put("begin", false));
    send(device, true, false);
    page.process.give(page.order("open", 1).put("begin", true));
    take(page, true, false);
    send(page, true, true);
    carry(page, device, true);
    carry(device, page, false);
    await("a picture with a clock", () -> lastClock("page") >= 0);
  }

  @Test
  void onGlareTheDevicesOfferStands() throws Exception {
    device.process.give(device.order("open", 1).put("begin", true));
    send(device, true, false);
    JsonNode offer = device.await("description");
    // Meanwhile the page has offered as well: ignored.
    device.process.give(
        device.order("describe", 1).put("offer", true).put("sdp", TestDescriptions.CHROMIUM));
    page.process.give(page.order("open", 1).put("begin", false));
    take(page, true, false);
    give(device, page, offer);
    carry(page, device, false);
    await("a picture with a clock", () -> lastClock("page") >= 0);
  }

  // --- Between the two ---------------------------------------------------------------------------

  private EngineUnderTest engine(String name) throws IOException {
    return new EngineUnderTest(network.inside(EngineProcess.command()))
        .start(
            CameraSource.parse("test").command(),
            List.of("sh", "-c", "exec cat >> \"$0\"", file(name, "sound").toString()),
            List.of("sh", "-c", "exec cat >> \"$0\"", file(name, "frames").toString()));
  }

  private static void send(EngineUnderTest engine, boolean video, boolean audio) {
    engine.process.give(engine.order("send", 1).put("video", video).put("audio", audio));
  }

  /** Has {@code from} send sound, or no more of it. */
  private static void sound(EngineUnderTest from, EngineUnderTest to, boolean isSent)
      throws Exception {
    send(from, false, isSent);
    carry(from, to, true);
    carry(to, from, false);
  }

  /** A tenth of a second more of sound has come. */
  private void awaitMore(String engine) throws Exception {
    long before = size(engine, "sound");
    await("more sound at the " + engine, () -> size(engine, "sound") > before + 9_600);
  }

  private static void take(EngineUnderTest engine, boolean video, boolean audio) {
    engine.process.give(engine.order("take", 1).put("video", video).put("audio", audio));
  }

  private static String carry(EngineUnderTest from, EngineUnderTest to, boolean isOffer)
      throws Exception {
    JsonNode line = from.await("description", each -> each.path("offer").asBoolean() == isOffer);
    give(from, to, line);
    return line.path("sdp").asText();
  }

  /** As the device does with a page's. */
  private static void give(EngineUnderTest from, EngineUnderTest to, JsonNode line)
      throws Exception {
    Fingerprint proved = from.identity.fingerprint();
    PageDescription read = PageDescription.read(line.path("sdp").asText(), proved);
    to.process.give(
        to.order("describe", 1)
            .put("offer", line.path("offer").asBoolean())
            .put("sdp", read.write(proved)));
  }

  private Path file(String engine, String what) {
    return directory.resolve(engine + "." + what);
  }

  private long size(String engine, String what) {
    try {
      return Files.exists(file(engine, what)) ? Files.size(file(engine, what)) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** The time in the last whole frame; -1 where there is none. */
  private int lastClock(String engine) {
    long whole = size(engine, "frames") / FRAME_BYTES;
    if (whole == 0) {
      return -1;
    }
    try (RandomAccessFile frames = new RandomAccessFile(file(engine, "frames").toFile(), "r")) {
      byte[] y = new byte[1280 * 720];
      frames.seek((whole - 1) * FRAME_BYTES);
      frames.readFully(y);
      return ReadClock.time(y, 1280);
    } catch (IOException e) {
      return -1;
    }
  }

  /** Whether the last half second is mostly 1 kHz: by Goertzel, against all that is there. */
  private boolean hears(String engine) {
    long size = size(engine, "sound");
    if (size < 200_000) {
      return false;
    }
    try (RandomAccessFile sound = new RandomAccessFile(file(engine, "sound").toFile(), "r")) {
      byte[] bytes = new byte[48_000];
      sound.seek((size - bytes.length) / 4 * 4);
      sound.readFully(bytes);
      return Tone.share(bytes, 48_000, 1_000) > 0.8;
    } catch (IOException e) {
      return false;
    }
  }

  private static void await(String what, BooleanSupplier condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "there is not: " + what);
      Thread.sleep(20);
    }
  }
}
