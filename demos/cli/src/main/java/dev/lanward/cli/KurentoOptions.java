package dev.lanward.cli;

import dev.lanward.kurento.KurentoBackend;
import dev.lanward.kurento.Recording;
import dev.lanward.kurento.ServerAddress;
import dev.lanward.media.CameraSource;
import dev.lanward.media.MediaBackend;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.peer.store.MediaServerFile;
import dev.lanward.peer.store.StateDirectory;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** A media server that shows the camera in place of this program. */
final class KurentoOptions {
  @Option(
      names = "--kurento",
      paramLabel = "ADDRESS",
      description =
          "Have a Kurento media server show the camera: ws://127.0.0.1:8888/kurento on this machine,"
              + " or wss:// with an IP address.")
  private Optional<String> server = Optional.empty();

  @Option(
      names = "--kurento-fingerprint",
      paramLabel = "SHA-256",
      description =
          "The certificate of a media server that is reached by wss://, the only one that is"
              + " trusted. It is kept in the state directory.")
  private Optional<String> fingerprint = Optional.empty();

  @Option(
      names = "--record",
      paramLabel = "WHERE",
      description =
          "Have the media server record the camera as long as this device runs: a directory of its"
              + " machine, or file:///.../ or http://.../.")
  private Optional<String> record = Optional.empty();

  /**
   * What shows {@code camera}; nothing where no server was named.
   *
   * @param state where the trusted certificate is kept
   */
  Optional<MediaBackend> backend(CommandLine line, Optional<CameraSource> camera, Path state) {
    if (server.isEmpty()) {
      if (fingerprint.isPresent() || record.isPresent()) {
        throw Main.usageError(line, "--kurento-fingerprint, --record: only with --kurento.");
      }
      return Optional.empty();
    }
    if (camera.isEmpty()) {
      throw Main.usageError(line, "--kurento: there is nothing to show without --camera.");
    }
    ServerAddress address =
        CameraOptions.read(line, "--kurento", server.get(), ServerAddress::parse);
    if (fingerprint.isPresent() && !address.isSecure()) {
      throw Main.usageError(
          line, "--kurento-fingerprint: ws:// shows no certificate; give --kurento wss://.");
    }
    Optional<Recording> recording =
        record.map(text -> CameraOptions.read(line, "--record", text, Recording::parse));
    try {
      return Optional.of(
          KurentoBackend.builder(address, camera.get())
              .pinned(address.isSecure() ? pinned(line, state) : Optional.empty())
              .recording(recording)
              .build());
    } catch (IllegalArgumentException e) {
      throw Main.usageError(line, "--kurento: " + e.getMessage() + ".");
    }
  }

  private Optional<Fingerprint> pinned(CommandLine line, Path state) {
    MediaServerFile kept = StateDirectory.open(state).mediaServerFile();
    if (fingerprint.isEmpty()) {
      return kept.load();
    }
    Fingerprint given =
        CameraOptions.read(line, "--kurento-fingerprint", fingerprint.get(), Fingerprint::parse);
    kept.save(given);
    return Optional.of(given);
  }
}
