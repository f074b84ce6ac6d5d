package dev.lanward.pairing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanward.core.Bytes;
import dev.lanward.pairing.ControlMessage.Bye;
import dev.lanward.pairing.ControlMessage.Hello;
import dev.lanward.pairing.ControlMessage.Revoke;
import dev.lanward.pairing.ControlMessage.Rotate;
import dev.lanward.pairing.ControlMessage.Unknown;
import java.net.InetAddress;

/** Writes control messages and what SPAKE2 seals (protocol sections 8 to 12). */
final class ControlWriter {
  private ControlWriter() {}

  static Bytes write(ControlMessage message) {
    ObjectNode json = JsonFields.MAPPER.createObjectNode();
    if (message instanceof Hello hello) {
      json.put("type", "hello").put("version", ControlMessage.VERSION).put("name", hello.name());
      hello.device().ifPresent(device -> addDevice(json, device));
      if (!hello.knocks().isEmpty()) {
        ArrayNode knocks = json.putArray("knocks");
        hello.knocks().forEach(knocks::add);
      }
    } else if (message instanceof PairMessage pair) {
      json.put("type", "pair");
      addStep(json, pair);
    } else if (message instanceof MediaMessage media) {
      MediaWriter.add(json, media);
    } else if (message instanceof Rotate rotate) {
      json.put("type", "rotate").put("fingerprint", rotate.fingerprint().toString());
    } else if (message instanceof Revoke) {
      json.put("type", "revoke");
    } else if (message instanceof Bye bye) {
      json.put("type", "bye").put("reason", bye.reason().code());
    } else if (message instanceof Unknown unknown) {
      throw new IllegalArgumentException("an unknown message is not for sending: " + unknown);
    }
    return encode(json);
  }

  /** What a page seals. */
  static Bytes pageName(String name) {
    return encode(JsonFields.MAPPER.createObjectNode().put("name", name));
  }

  /** What a device seals. */
  static Bytes offer(DeviceOffer offer) {
    ObjectNode json = JsonFields.MAPPER.createObjectNode();
    addOffer(json, offer);
    return encode(json);
  }

  private static void addStep(ObjectNode json, PairMessage pair) {
    if (pair instanceof PairMessage.Share share) {
      json.put("step", "share").put("share", share.share().toBase64());
    } else if (pair instanceof PairMessage.Confirm confirm) {
      json.put("step", "confirm").put("confirm", confirm.confirm().toBase64());
      json.put("sealed", confirm.sealed().toBase64());
    } else if (pair instanceof PairMessage.Refused refused) {
      json.put("step", "refused").put("code", refused.code().code()).put("left", refused.left());
    } else if (pair instanceof PairMessage.Link link) {
      json.put("step", "link").put("name", link.name());
    } else if (pair instanceof PairMessage.Linked linked) {
      json.put("step", "linked");
      addOffer(json, linked.offer());
    }
  }

  private static void addOffer(ObjectNode json, DeviceOffer offer) {
    json.put("name", offer.device().name());
    addDevice(json, offer.device());
    json.put("fingerprint", offer.fingerprint().toString());
    json.put("key", offer.key().bytes().toBase64());
  }

  private static void addDevice(ObjectNode json, DeviceDescription device) {
    json.put("deviceType", device.deviceType()).put("host", device.host().toString());
    ArrayNode addresses = json.putArray("addresses");
    for (InetAddress address : device.addresses()) {
      addresses.add(IpLiteral.format(address));
    }
    json.put("port", device.port());
  }

  private static Bytes encode(ObjectNode json) {
    try {
      return Bytes.copyOf(JsonFields.MAPPER.writeValueAsBytes(json));
    } catch (JsonProcessingException e) {
      throw new AssertionError("writing strings and integers into memory does not fail", e);
    }
  }
}
