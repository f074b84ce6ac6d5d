package dev.lanward.media;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where a device's pictures come from. It becomes arguments of {@code ffmpeg}, never a shell's
 * words.
 */
public final class CameraSource {
  private static final Pattern V4L2 = Pattern.compile("/dev/[A-Za-z0-9_/-]{1,64}");
  private static final List<String> RTSP = List.of("rtsp", "rtsps");

  /** What libwebrtc is given: see protocol section 16. */
  private static final String SIZE = "1280x720";

  private static final String FIT =
      "scale=1280:720:force_original_aspect_ratio=decrease,pad=1280:720:-1:-1,fps=30,format=yuv420p";

  private final List<String> input;
  private final boolean isTest;
  private final boolean hasSound;
  private final String text;

  private CameraSource(String text, List<String> input, boolean isTest, boolean hasSound) {
    this.text = text;
    this.input = List.copyOf(input);
    this.isTest = isTest;
    this.hasSound = hasSound;
  }

  /**
   * {@code test} (bars with a clock, and a tone), {@code v4l2:/dev/video0}, an address that begins
   * with {@code rtsp://}, or a file, which is played again and again.
   *
   * @throws IllegalArgumentException when it is none of these; says why, for people
   */
  public static CameraSource parse(String text) {
    if (text.equals("test")) {
      return test();
    }
    if (text.startsWith("v4l2:")) {
      return v4l2(text);
    }
    if (text.contains("://")) {
      return rtsp(text);
    }
    return file(text);
  }

  /** Without what may be a password. */
  @Override
  public String toString() {
    return text.replaceAll("//[^@/]*@", "//");
  }

  boolean isTest() {
    return isTest;
  }

  boolean hasSound() {
    return hasSound;
  }

  /** The program and its arguments: pictures on standard output, sound on standard error. */
  List<String> command() {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "quiet"));
    command.addAll(input);
    command.addAll(List.of("-map", "0:v:0"));
    command.addAll(isTest ? List.of("-pix_fmt", "yuv420p") : List.of("-vf", FIT));
    command.addAll(List.of("-f", "rawvideo", "-flush_packets", "1", "pipe:1"));
    if (hasSound) {
      command.addAll(List.of("-map", isTest ? "1:a:0" : "0:a:0", "-ac", "1", "-ar", "48000"));
      command.addAll(List.of("-f", "s16le", "-flush_packets", "1", "pipe:2"));
    }
    return command;
  }

  private static CameraSource test() {
    List<String> input = new ArrayList<>();
    input.addAll(List.of("-re", "-f", "lavfi", "-i", "smptebars=size=" + SIZE + ":rate=30"));
    // A sine of this filter has 1/8 of full scale; -20 dBFS is 1/10.
    input.addAll(
        List.of("-re", "-f", "lavfi", "-i", "sine=frequency=1000:sample_rate=48000,volume=0.8"));
    return new CameraSource("test", input, true, true);
  }

  private static CameraSource v4l2(String text) {
    String device = text.substring("v4l2:".length());
    if (!V4L2.matcher(device).matches() || device.contains("..")) {
      throw new IllegalArgumentException("a video device is such as v4l2:/dev/video0");
    }
    return new CameraSource(
        text,
        List.of("-f", "v4l2", "-framerate", "30", "-video_size", SIZE, "-i", device),
        false,
        false);
  }

  private static CameraSource rtsp(String text) {
    try {
      URI uri = new URI(text);
      if (!RTSP.contains(uri.getScheme()) || uri.getHost() == null) {
        throw new IllegalArgumentException("a camera's address begins with rtsp:// and has a host");
      }
      // By TCP, in which nothing is lost; by UDP where the camera knows nothing else.
      List<String> input = new ArrayList<>(List.of("-rtsp_flags", "prefer_tcp"));
      input.addAll(
          List.of("-fflags", "nobuffer", "-flags", "low_delay", "-i", uri.toASCIIString()));
      return new CameraSource(text, input, false, true);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not an address: " + e.getReason(), e);
    }
  }

  private static CameraSource file(String text) {
    Path file = Path.of(text).toAbsolutePath();
    if (!file.toFile().isFile()) {
      throw new IllegalArgumentException(
          "a camera is test, v4l2:/dev/video0, rtsp://..., or a file that is there");
    }
    List<String> input = new ArrayList<>(List.of("-re", "-stream_loop", "-1"));
    // Only what lies in the file: a playlist in it may name other files and hosts.
    input.addAll(List.of("-protocol_whitelist", "file", "-i", "file:" + file));
    return new CameraSource(text, input, false, true);
  }
}
