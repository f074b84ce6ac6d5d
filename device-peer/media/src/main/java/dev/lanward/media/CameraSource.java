package dev.lanward.media;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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

  /** What {@link #rtp} writes at once. */
  public static final int BEAT_BYTES = 16 * 16;

  private static final List<String> QUIET =
      List.of("ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "quiet");

  private static final List<String> BARS =
      List.of("-re", "-f", "lavfi", "-i", "smptebars=size=" + SIZE + ":rate=30");

  /** A sine of this filter has 1/8 of full scale; -20 dBFS is 1/10. */
  private static final List<String> TONE =
      List.of("-re", "-f", "lavfi", "-i", "sine=frequency=1000:sample_rate=48000,volume=0.8");

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

  /** Whether it is the test picture, into which the time is drawn. */
  public boolean isTest() {
    return isTest;
  }

  /** Whether it may have sound. */
  public boolean hasSound() {
    return hasSound;
  }

  /** The address of a stream, which a media server can play by itself; nothing of others. */
  public Optional<URI> stream() {
    return text.contains("://") ? Optional.of(URI.create(text)) : Optional.empty();
  }

  /**
   * The program that sends it by RTP to this machine's own ports, pictures as VP8 and sound as
   * Opus, and its arguments. The test picture it reads from its standard input, as {@link
   * #testPictures} writes it. Twice a second it writes {@link #BEAT_BYTES} to its standard output,
   * so that it can be seen to live, and ends with whoever reads them.
   *
   * @param audioPort empty: without sound
   */
  public List<String> rtp(int videoPort, OptionalInt audioPort) {
    List<String> command = new ArrayList<>(QUIET);
    if (isTest) {
      command.addAll(List.of("-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", SIZE));
      command.addAll(List.of("-framerate", "30", "-i", "pipe:0"));
      command.addAll(audioPort.isPresent() ? TONE : List.of());
    } else {
      command.addAll(input);
    }
    command.addAll(List.of("-map", "0:v:0"));
    command.addAll(isTest ? List.of() : List.of("-vf", FIT));
    command.addAll(List.of("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8"));
    command.addAll(List.of("-b:v", "2M", "-g", "30", "-payload_type", "96", "-f", "rtp"));
    command.add("rtp://127.0.0.1:" + videoPort + "?pkt_size=1200");
    if (audioPort.isPresent()) {
      command.addAll(List.of("-map", isTest ? "1:a:0" : "0:a:0", "-c:a", "libopus", "-ac", "2"));
      command.addAll(List.of("-ar", "48000", "-b:a", "48k", "-payload_type", "97", "-f", "rtp"));
      command.add("rtp://127.0.0.1:" + audioPort.getAsInt() + "?pkt_size=1200");
    }
    command.addAll(List.of("-map", "0:v:0", "-vf", "fps=2,scale=16:16,format=gray"));
    command.addAll(List.of("-f", "rawvideo", "-flush_packets", "1", "pipe:1"));
    return command;
  }

  /** The program that writes I420 pictures to its standard output, and its arguments. */
  public List<String> testPictures() {
    List<String> command = new ArrayList<>(QUIET);
    command.addAll(BARS);
    command.addAll(List.of("-pix_fmt", "yuv420p", "-f", "rawvideo", "-flush_packets", "1"));
    command.add("pipe:1");
    return command;
  }

  /** The program and its arguments: pictures on standard output, sound on standard error. */
  List<String> command() {
    List<String> command = new ArrayList<>(QUIET);
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
    List<String> input = new ArrayList<>(BARS);
    input.addAll(TONE);
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
