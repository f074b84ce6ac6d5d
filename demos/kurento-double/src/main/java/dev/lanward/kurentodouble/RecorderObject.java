package dev.lanward.kurentodouble;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Records the pictures that come into a file; the sound is left out. */
final class RecorderObject extends ElementObject {
  private final Path file;
  private final String profile;
  private volatile @Nullable PipeWriter writer;
  private @Nullable Process program;
  private boolean hasBegun;

  RecorderObject(World world, MediaObject pipeline, JsonNode params) {
    super(world, "RecorderEndpoint", pipeline);
    String uri = params.path("uri").asText();
    keep("uri", JSON.textNode(uri));
    keep("state", JSON.textNode("STOP"));
    this.profile = params.path("mediaProfile").asText("WEBM");
    this.file = uri.startsWith("file:") ? Path.of(URI.create(uri)) : Path.of(uri);
  }

  @Override
  void picture(byte[] i420) {
    PipeWriter to = writer;
    if (to != null) {
      to.offer(i420);
      world().run(this::flows);
    }
  }

  @Override
  void sound(byte[] pcm) {}

  @Override
  CompletionStage<JsonNode> invoke(String method, JsonNode params) {
    switch (method) {
      case "record":
        record();
        return done();
      case "stop":
        stop();
        return done();
      case "stopAndWait":
        return stop();
      default:
        return super.invoke(method, params);
    }
  }

  @Override
  void release() {
    super.release();
    PipeWriter last = writer;
    writer = null;
    if (last != null) {
      last.end(); // The file ends in order, behind us.
    }
  }

  private void record() {
    if (writer != null) {
      return;
    }
    if (world().faults().has(Faults.Kind.DISK_FULL)) {
      error("there is no room");
      return;
    }
    try {
      Process started =
          new ProcessBuilder(world().command(command()))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      program = started;
      writer = PipeWriter.to(started.getOutputStream());
      hasBegun = false;
      state("START");
    } catch (IOException e) {
      error("the file cannot be written: " + e.getMessage());
    }
  }

  private void flows() {
    if (!hasBegun && !isReleased()) {
      hasBegun = true;
      raise("Recording");
    }
  }

  private CompletionStage<JsonNode> stop() {
    PipeWriter last = writer;
    Process running = program;
    writer = null;
    program = null;
    if (last == null || running == null) {
      return done();
    }
    last.end();
    CompletableFuture<JsonNode> stopped = new CompletableFuture<>();
    running
        .onExit()
        .orTimeout(5, TimeUnit.SECONDS)
        .whenComplete(
            (ended, late) ->
                world()
                    .run(
                        () -> {
                          running.destroy();
                          stopped.complete(JSON.nullNode());
                          if (!isReleased()) {
                            state("STOP");
                            raise("Stopped");
                          }
                        }));
    return stopped;
  }

  private void state(String state) {
    keep("state", JSON.textNode(state));
    raise("UriEndpointStateChanged", JSON.objectNode().put("state", state));
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "quiet", "-y"));
    command.addAll(List.of("-f", "rawvideo", "-pix_fmt", "yuv420p"));
    command.addAll(List.of("-video_size", Feed.WIDTH + "x" + Feed.HEIGHT));
    command.addAll(List.of("-use_wallclock_as_timestamps", "1", "-i", "pipe:0"));
    boolean isWebm = profile.startsWith("WEBM");
    command.addAll(
        isWebm
            ? List.of("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "2M")
            : List.of("-c:v", "libx264", "-preset", "ultrafast"));
    String format = isWebm ? "webm" : profile.startsWith("MKV") ? "matroska" : "mp4";
    command.addAll(List.of("-f", format, "file:" + file));
    return command;
  }
}
