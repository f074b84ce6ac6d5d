package dev.lanward.kurentodouble;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** Makes the objects that the double knows; of the others it says so. */
final class Factory {
  private Factory() {}

  /** The parameters have been found right. */
  static MediaObject make(World world, String className, JsonNode params) {
    if (className.equals("MediaPipeline")) {
      MediaObject pipeline = new MediaObject(world, className, Optional.empty());
      pipeline.keep("latencyStats", MediaObject.JSON.booleanNode(false));
      return pipeline;
    }
    if (!params.path("mediaPipeline").isTextual()) {
      throw unknown(className);
    }
    MediaObject pipeline = world.object(params.path("mediaPipeline").asText());
    return switch (className) {
      case "WebRtcEndpoint" -> new WebRtcObject(world, pipeline, params);
      case "PlayerEndpoint" -> new PlayerObject(world, pipeline, params);
      case "RecorderEndpoint" -> new RecorderObject(world, pipeline, params);
      case "RtpEndpoint" -> new RtpObject(world, pipeline);
      case "PassThrough" -> new ElementObject(world, className, pipeline);
      default -> throw unknown(className);
    };
  }

  private static KmsException unknown(String className) {
    return new KmsException(ErrorCode.NOT_IMPLEMENTED, "the double makes no " + className);
  }
}
