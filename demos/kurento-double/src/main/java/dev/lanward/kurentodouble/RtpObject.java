package dev.lanward.kurentodouble;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Takes plain RTP that somebody on this host sends: the answer says to which ports. */
final class RtpObject extends SourceObject {
  private boolean isNegotiated;

  RtpObject(World world, MediaObject pipeline) {
    super(world, "RtpEndpoint", pipeline);
  }

  @Override
  CompletionStage<JsonNode> invoke(String method, JsonNode params) {
    if (!method.equals("processOffer")) {
      return super.invoke(method, params);
    }
    String offer = params.path("offer").asText();
    if (!offer.startsWith("v=0")) {
      throw new KmsException(ErrorCode.SDP_PARSE_ERROR, "Error parsing SDP");
    }
    if (isNegotiated) {
      throw new KmsException(
          ErrorCode.SDP_END_POINT_ALREADY_NEGOTIATED, "Endpoint already negotiated");
    }
    isNegotiated = true;
    return done(JSON.textNode(answer(offer)));
  }

  @Override
  void ended(boolean isRegular) {
    error("no RTP comes any more");
  }

  private String answer(String offer) {
    List<String> answer = new ArrayList<>();
    for (String line : KmsSdp.lines(offer)) {
      if (line.startsWith("m=")) {
        String[] words = line.split(" ", 3);
        answer.add(words[0] + " " + freePort() + " " + words[2]);
      } else if (line.startsWith("c=")) {
        answer.add("c=IN IP4 127.0.0.1");
      } else if (line.equals("a=sendonly") || line.equals("a=sendrecv")) {
        answer.add("a=recvonly");
      } else if (!line.startsWith("a=rtcp:")) {
        answer.add(line);
      }
    }
    String text = String.join("\r\n", answer) + "\r\n";
    listen(text);
    return text;
  }

  private void listen(String answer) {
    try {
      Path file = Files.createTempFile(world().directory(), "rtp", ".sdp");
      Files.writeString(file, answer.replace("a=recvonly\r\n", ""));
      List<String> input = new ArrayList<>();
      input.addAll(List.of("-protocol_whitelist", "file,udp,rtp", "-fflags", "nobuffer"));
      input.addAll(List.of("-analyzeduration", "1000000", "-i", file.toString()));
      begin(input);
    } catch (IOException e) {
      throw new KmsException(ErrorCode.UNEXPECTED_ERROR, String.valueOf(e.getMessage()));
    }
  }

  /** An even one, as RTP wants: the next is for RTCP. */
  private static int freePort() {
    for (int tries = 0; tries < 100; tries++) {
      try (DatagramSocket one = new DatagramSocket(0)) {
        int port = one.getLocalPort();
        if (port % 2 == 0 && isFree(port + 1)) {
          return port;
        }
      } catch (IOException e) {
        break;
      }
    }
    throw new KmsException(ErrorCode.NOT_ENOUGH_RESOURCES, "no free ports");
  }

  private static boolean isFree(int port) {
    try (DatagramSocket one = new DatagramSocket(port)) {
      return one.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
