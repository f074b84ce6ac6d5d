package dev.lanward.media;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where what peers send is heard or seen: nowhere, a file, or this machine's loudspeaker. */
public final class PlaybackTarget {
  private static final List<String> QUIET =
      List.of("ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "quiet", "-y");
  private static final List<String> VIDEO_FILES = List.of(".mkv", ".webm", ".mp4");

  private final List<String> command;

  private PlaybackTarget(List<String> command) {
    this.command = List.copyOf(command);
  }

  /** Nowhere: peers are told that nothing is taken. */
  public static PlaybackTarget none() {
    return new PlaybackTarget(List.of());
  }

  /**
   * A loudspeaker: {@code none}, {@code alsa}, {@code pulse}, or a file whose name ends in {@code
   * .wav}.
   *
   * @throws IllegalArgumentException when it is none of these
   */
  public static PlaybackTarget speaker(String text) {
    switch (text) {
      case "none":
        return none();
      case "alsa", "pulse":
        return sound("-f", text, "default");
      default:
        if (!text.toLowerCase(Locale.ROOT).endsWith(".wav")) {
          throw new IllegalArgumentException("a speaker is none, alsa, pulse or FILE.wav");
        }
        return sound("-f", "wav", "file:" + Path.of(text).toAbsolutePath());
    }
  }

  /**
   * A display: {@code none}, or {@code record:FILE} whose name ends in .mkv, .webm or .mp4.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public static PlaybackTarget display(String text) {
    if (text.equals("none")) {
      return none();
    }
    String file = text.startsWith("record:") ? text.substring("record:".length()) : "";
    if (VIDEO_FILES.stream().noneMatch(file.toLowerCase(Locale.ROOT)::endsWith)) {
      throw new IllegalArgumentException("a display is none or record:FILE.mkv (.webm, .mp4)");
    }
    List<String> command = new ArrayList<>(QUIET);
    command.addAll(List.of("-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", "SIZE"));
    command.addAll(List.of("-use_wallclock_as_timestamps", "1", "-i", "pipe:0"));
    command.addAll(
        file.endsWith(".webm")
            ? List.of("-c:v", "libvpx", "-deadline", "realtime", "-b:v", "2M")
            : List.of("-c:v", "libx264", "-preset", "ultrafast"));
    // What has been recorded is in the file within two seconds, however this ends.
    command.addAll(List.of("-g", "50", "-flush_packets", "1"));
    command.addAll(
        file.endsWith(".mp4")
            ? List.of("-movflags", "+frag_keyframe+empty_moov")
            : List.of("-cluster_time_limit", "1000"));
    command.add("file:" + Path.of(file).toAbsolutePath());
    return new PlaybackTarget(command);
  }

  /** Empty for nowhere; RATE, CHANNELS and SIZE stand for what is known later. */
  List<String> command() {
    return command;
  }

  boolean isNone() {
    return command.isEmpty();
  }

  private static PlaybackTarget sound(String... output) {
    List<String> command = new ArrayList<>(QUIET);
    command.addAll(List.of("-f", "s16le", "-ar", "RATE", "-ac", "CHANNELS", "-i", "pipe:0"));
    command.addAll(List.of(output));
    return new PlaybackTarget(command);
  }
}
