package dev.lanward.kurentodouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An element of a pipeline, and whom its media go to. One as it is passes on what it gets. Pictures
 * are I420 of {@link Feed#WIDTH} by {@link Feed#HEIGHT}; sound is PCM of 48 kHz, 16 bits, one
 * channel, 10 ms a piece.
 */
class ElementObject extends MediaObject {
  enum MediaType {
    AUDIO,
    VIDEO,
    DATA
  }

  private record Tie(ElementObject source, ElementObject sink, MediaType type) {}

  /** Media come on other threads. */
  private final List<Tie> out = new CopyOnWriteArrayList<>();

  private final List<Tie> in = new CopyOnWriteArrayList<>();

  ElementObject(World world, String className, MediaObject pipeline) {
    super(world, className, Optional.of(pipeline));
  }

  // --- Media, on any thread ----------------------------------------------------------------------

  /** A picture has come; does not wait. */
  void picture(byte[] i420) {
    passPicture(i420);
  }

  /** A piece of sound has come; does not wait. */
  void sound(byte[] pcm) {
    passSound(pcm);
  }

  final void passPicture(byte[] i420) {
    for (Tie tie : out) {
      if (tie.type == MediaType.VIDEO) {
        tie.sink.picture(i420);
      }
    }
  }

  final void passSound(byte[] pcm) {
    for (Tie tie : out) {
      if (tie.type == MediaType.AUDIO) {
        tie.sink.sound(pcm);
      }
    }
  }

  // --- The desk's thread -------------------------------------------------------------------------

  @Override
  CompletionStage<JsonNode> invoke(String method, JsonNode params) {
    switch (method) {
      case "connect":
        types(params).forEach(type -> connect(sink(params), type));
        return done();
      case "disconnect":
        types(params).forEach(type -> disconnect(sink(params), type));
        return done();
      case "getSinkConnections":
        return done(ties(out, params));
      case "getSourceConnections":
        return done(ties(in, params));
      default:
        return super.invoke(method, params);
    }
  }

  @Override
  void release() {
    super.release();
    List.copyOf(out).forEach(ElementObject::untie);
    List.copyOf(in).forEach(ElementObject::untie);
  }

  /** A source has been connected, or is so no more. */
  void sourcesChanged() {}

  final boolean hasSource(MediaType type) {
    return in.stream().anyMatch(tie -> tie.type == type);
  }

  private void connect(ElementObject sink, MediaType type) {
    if (sink.pipeline() != pipeline()) {
      throw new KmsException(
          ErrorCode.MEDIA_OBJECT_ILLEGAL_PARAM_ERROR, "Media elements do not share pipeline");
    }
    // A sink has one source of a kind: the last.
    sink.in.stream().filter(tie -> tie.type == type).toList().forEach(ElementObject::untie);
    Tie tie = new Tie(this, sink, type);
    out.add(tie);
    sink.in.add(tie);
    raise("ElementConnected", described(tie));
    sink.sourcesChanged();
  }

  private void disconnect(ElementObject sink, MediaType type) {
    for (Tie tie : List.copyOf(out)) {
      if (tie.sink == sink && tie.type == type) {
        untie(tie);
        raise("ElementDisconnected", described(tie));
      }
    }
  }

  private static void untie(Tie tie) {
    tie.source.out.remove(tie);
    tie.sink.in.remove(tie);
    tie.sink.sourcesChanged();
  }

  private ElementObject sink(JsonNode params) {
    return (ElementObject) world().object(params.path("sink").asText());
  }

  private static List<MediaType> types(JsonNode params) {
    return params.path("mediaType").isTextual()
        ? List.of(MediaType.valueOf(params.path("mediaType").asText()))
        : List.of(MediaType.values());
  }

  private static ObjectNode described(Tie tie) {
    return JSON.objectNode()
        .put("sink", tie.sink.id())
        .put("mediaType", tie.type.name())
        .put("sourceMediaDescription", "default")
        .put("sinkMediaDescription", "default");
  }

  private static ArrayNode ties(List<Tie> ties, JsonNode params) {
    ArrayNode array = JSON.arrayNode();
    for (Tie tie : ties) {
      if (types(params).contains(tie.type)) {
        array.add(
            complex("ElementConnectionData")
                .put("source", tie.source.id())
                .put("sink", tie.sink.id())
                .put("type", tie.type.name())
                .put("sourceDescription", "default")
                .put("sinkDescription", "default"));
      }
    }
    return array;
  }
}
