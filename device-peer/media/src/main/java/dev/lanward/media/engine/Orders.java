package dev.lanward.media.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/**
 * Reads orders and has the owner's thread carry them out. One that makes no sense is told, and
 * changes nothing.
 */
final class Orders {
  /** The longest holds a description of 32 KiB, each character escaped. */
  private static final int MAX_CHARS = 300_000;

  private final ObjectMapper mapper = new ObjectMapper();
  private final Owner owner;
  private final Teller teller;
  private @Nullable Engine engine;

  Orders(Owner owner, Teller teller) {
    this.owner = owner;
    this.teller = teller;
  }

  /** Any one thread. */
  void take(String line) {
    if (line.length() > MAX_CHARS) {
      teller.problem("an order", new IllegalArgumentException("too long"));
      return;
    }
    try {
      JsonNode order = mapper.readTree(line);
      owner.handOver(() -> carryOut(order));
    } catch (JsonProcessingException e) {
      teller.problem("an order", new IllegalArgumentException("no JSON"));
    }
  }

  /** On the owner's thread. */
  void close() {
    if (engine != null) {
      engine.close();
    }
  }

  private void carryOut(JsonNode order) {
    String what = order.path("do").asText();
    if (what.equals("start")) {
      if (engine == null) {
        engine = Engine.start(owner, teller, order);
        teller.tell(Teller.line("ready"));
      }
    } else if (what.equals("ping")) {
      teller.tell(Teller.line("pong").put("closed", engine == null ? 0 : engine.closedLinks()));
    } else if (engine != null) {
      carryOut(engine, what, order);
    } else {
      throw new IllegalStateException("the first order is start");
    }
  }

  private static void carryOut(Engine engine, String what, JsonNode order) {
    long link = order.path("link").asLong();
    switch (what) {
      case "open" -> engine.open(link, order.path("begin").asBoolean());
      case "send" ->
          engine
              .link(link)
              .ifPresent(
                  each ->
                      each.send(order.path("video").asBoolean(), order.path("audio").asBoolean()));
      case "take" ->
          engine
              .link(link)
              .ifPresent(
                  each ->
                      each.take(order.path("video").asBoolean(), order.path("audio").asBoolean()));
      case "describe" ->
          engine
              .link(link)
              .ifPresent(
                  each ->
                      each.described(order.path("offer").asBoolean(), order.path("sdp").asText()));
      case "candidate" ->
          engine
              .link(link)
              .ifPresent(
                  each ->
                      each.candidate(
                          order.path("mid").asText(),
                          order.path("index").asInt(),
                          order.path("candidate").asText()));
      case "close" -> engine.closeLink(link);
      case "picture" -> engine.picture(order.path("id").asLong());
      default -> throw new IllegalArgumentException("there is no order " + what);
    }
  }
}
