package dev.lanward.cli;

import dev.lanward.media.CameraSource;
import dev.lanward.media.MediaBackend;
import dev.lanward.media.MediaEngine;
import dev.lanward.media.PlaybackTarget;
import dev.lanward.pairing.Grant;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A device's camera, loudspeaker and display, and what its peers may use of them. */
final class CameraOptions {
  private static final Set<Grant> USUAL = Set.of(Grant.VIDEO, Grant.AUDIO, Grant.TALK);

  @Option(
      names = "--camera",
      paramLabel = "SOURCE",
      description =
          "Show peers a camera: v4l2:/dev/video0, rtsp://..., a file (again and again), or test, a"
              + " picture with a clock.")
  private Optional<String> camera = Optional.empty();

  @Option(
      names = "--speaker",
      paramLabel = "WHERE",
      description = "Where peers are heard that talk: alsa, pulse, FILE.wav, or none, the default.")
  private String speaker = "none";

  @Option(
      names = "--display",
      paramLabel = "WHERE",
      description =
          "Where is shown what peers cast: record:FILE.mkv (.webm, .mp4), or none, the default.")
  private String display = "none";

  @Option(
      names = "--grant",
      paramLabel = "LIST",
      description =
          "What newly paired peers may use: any of video,audio,talk,cast, or none. Default:"
              + " video,audio,talk.")
  private Optional<String> grants = Optional.empty();

  @Mixin private KurentoOptions server = new KurentoOptions();

  private boolean isNone() {
    return camera.isEmpty() && speaker.equals("none") && display.equals("none");
  }

  /**
   * The media that was asked for, of which nothing runs yet; nothing where none was.
   *
   * @param state where what is kept of it is
   */
  Optional<MediaEngine> media(CommandLine line, Path state) {
    Optional<CameraSource> source =
        camera.map(text -> read(line, "--camera", text, CameraSource::parse));
    Optional<MediaBackend> served = server.backend(line, source, state);
    if (served.isPresent() && !(speaker.equals("none") && display.equals("none"))) {
      throw Main.usageError(
          line, "--kurento: peers are neither heard nor shown: without --speaker and --display.");
    }
    if (isNone()) {
      if (grants.isPresent()) {
        throw Main.usageError(line, "--grant: there is nothing to grant without --camera.");
      }
      return Optional.empty();
    }
    MediaEngine.Builder builder =
        MediaEngine.builder()
            .speaker(read(line, "--speaker", speaker, PlaybackTarget::speaker))
            .display(read(line, "--display", display, PlaybackTarget::display));
    source.ifPresent(builder::camera);
    served.ifPresent(builder::backend);
    return Optional.of(builder.build());
  }

  /** What newly paired peers may use. */
  Set<Grant> grants(CommandLine line) {
    return grants
        .map(
            text ->
                Grant.parse(text)
                    .orElseThrow(
                        () ->
                            Main.usageError(
                                line, "--grant: any of video,audio,talk,cast, or none.")))
        .orElse(USUAL);
  }

  static <T> T read(CommandLine line, String option, String text, Function<String, T> reader) {
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException e) {
      throw Main.usageError(line, option + ": " + e.getMessage() + ".");
    }
  }
}
