package dev.lanward.pairing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanward.pairing.MediaMessage.Kinds;
import dev.lanward.pairing.MediaMessage.Ring;
import dev.lanward.pairing.MediaMessage.Sdp;
import dev.lanward.pairing.MediaMessage.State;
import dev.lanward.pairing.MediaMessage.Want;

/** Writes the control messages about media (protocol section 16). */
final class MediaWriter {
  private MediaWriter() {}

  static void add(ObjectNode json, MediaMessage message) {
    if (message instanceof Want want) {
      json.put("type", "media").put("request", want.request());
      addKinds(json.putObject("want"), want.want());
      want.send()
          .ifPresent(
              send -> {
                ObjectNode sent = json.putObject("send");
                addKinds(sent, send.kinds());
                sent.put("purpose", send.purpose().code());
              });
    } else if (message instanceof State state) {
      json.put("type", "media").put("request", state.request());
      json.put("state", state.outcome().code());
      addKinds(json, state.sends());
      ObjectNode send = json.putObject("send");
      addKinds(send, state.takes());
      send.put("state", state.taking().code());
      state.reason().ifPresent(reason -> json.put("reason", reason));
    } else if (message instanceof Sdp sdp) {
      json.put("type", "sdp").put("round", sdp.round());
      json.putObject("description")
          .put("type", sdp.isOffer() ? "offer" : "answer")
          .put("sdp", sdp.sdp());
      sdp.vouched().ifPresent(vouched -> json.put("fingerprint", vouched.toString()));
    } else if (message instanceof Ring ring) {
      json.put("type", "ring").put("at", ring.at());
      ring.picture().ifPresent(picture -> json.put("picture", picture.toBase64()));
    }
  }

  private static void addKinds(ObjectNode json, Kinds kinds) {
    json.put("video", kinds.video()).put("audio", kinds.audio());
  }
}
