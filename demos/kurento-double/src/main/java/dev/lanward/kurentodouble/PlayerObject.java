package dev.lanward.kurentodouble;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Plays a file once, or a stream for as long as there is one. */
final class PlayerObject extends SourceObject {
  private final String uri;
  private boolean isPaused;

  PlayerObject(World world, MediaObject pipeline, JsonNode params) {
    super(world, "PlayerEndpoint", pipeline);
    this.uri = params.path("uri").asText();
    keep("uri", JSON.textNode(uri));
    keep("state", JSON.textNode("STOP"));
  }

  @Override
  CompletionStage<JsonNode> invoke(String method, JsonNode params) {
    switch (method) {
      case "play":
        play();
        return done();
      case "pause":
        isPaused = isRunning();
        hold(true);
        state("PAUSE");
        return done();
      case "stop":
        end();
        isPaused = false;
        state("STOP");
        return done();
      default:
        return super.invoke(method, params);
    }
  }

  @Override
  void ended(boolean isRegular) {
    state("STOP");
    if (isRegular) {
      raise("EndOfStream");
    } else {
      error("the resource cannot be read, or has broken off");
    }
  }

  private void play() {
    if (isPaused) {
      isPaused = false;
      hold(false);
    } else if (!isRunning()) {
      begin(input(uri));
    }
    state("START");
  }

  private void state(String state) {
    if (!kept("state").asText().equals(state)) {
      keep("state", JSON.textNode(state));
      raise("UriEndpointStateChanged", JSON.objectNode().put("state", state));
    }
  }

  private static List<String> input(String uri) {
    if (uri.startsWith("rtsp://") || uri.startsWith("rtsps://")) {
      return List.of("-rtsp_flags", "prefer_tcp", "-fflags", "nobuffer", "-i", uri);
    }
    String file = uri.startsWith("file:") ? Path.of(URI.create(uri)).toString() : uri;
    return List.of("-re", "-protocol_whitelist", "file", "-i", "file:" + file);
  }
}
