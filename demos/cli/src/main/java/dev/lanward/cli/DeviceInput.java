package dev.lanward.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lanward.pairing.Grant;
import dev.lanward.pairing.Names;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.TypeConversionException;

/** Reads what is written to a device's stdin, and has it done. */
final class DeviceInput {

  /** What can be asked of a running device. */
  interface Orders {
    /** Opens pairing mode, for as long as at first when nothing else is said. */
    void pair(Optional<Duration> duration) throws Exception;

    void send(String text, Optional<String> peer, String channel) throws Exception;

    void revoke(String peer) throws Exception;

    void rename(String peer, String name) throws Exception;

    /** Decides what of the device's media a peer may use. */
    default void grant(String peer, Set<Grant> grants) throws Exception {
      throw malformed("grant is for a device with --camera");
    }

    /** Refuses what a peer has asked for. */
    default void refuse(String peer) throws Exception {
      throw malformed("refuse is for a device with --camera");
    }

    /** Somebody rings at the device. */
    default void ring() throws Exception {
      throw malformed("ring is for a device with --camera");
    }

    /** Sends players out of their rooms: for five minutes, or as long as the room lasts. */
    default void kick(String player, boolean isBan) throws Exception {
      throw malformed("kick and ban are for a device with --rooms");
    }

    /** Lets no newcomers into rooms, or lets them in again. */
    default void lock(boolean isLocked) throws Exception {
      throw malformed("lock is for a device with --rooms");
    }

    /** Whether a typed line was the answer to a question, and taken. */
    default boolean takeTyped(String line) {
      return false;
    }

    /** Agrees to a transfer that was offered, or declines it. */
    default void answer(String transfer, boolean isAccepted) throws Exception {
      throw malformed("accept and decline are for lanward receive");
    }
  }

  private final Orders orders;

  DeviceInput(Orders orders) {
    this.orders = orders;
  }

  /** A line that a person typed: {@code pair}, or something for the chat. */
  void takeTyped(String line) throws Exception {
    String text = line.strip();
    if (text.equals("pair")) {
      orders.pair(Optional.empty());
    } else if (!orders.takeTyped(text) && !text.isEmpty()) {
      orders.send(text, Optional.empty(), Chat.LABEL);
    }
  }

  /** A JSON object with exactly one order as its member. */
  void takeJson(String line) throws Exception {
    if (line.isBlank()) {
      return;
    }
    JsonNode object = parse(line);
    if (!object.isObject() || object.size() != 1) {
      throw malformed("an order is an object with one of: send, pair, revoke, rename");
    }
    String order = object.fieldNames().next();
    JsonNode value = object.get(order);
    switch (order) {
      case "pair" -> orders.pair(duration(value));
      case "send" -> send(value);
      case "revoke" -> orders.revoke(text(value, "revoke is the id of a peer"));
      case "rename" -> rename(value);
      case "grant" -> grant(value);
      case "refuse" -> orders.refuse(text(value, "refuse is the id of a peer"));
      case "ring" -> orders.ring();
      case "kick", "ban" ->
          orders.kick(text(value, order + " is a player's id or name"), order.equals("ban"));
      case "lock" -> lock(value);
      case "accept", "decline" ->
          orders.answer(text(value, order + " is the id of a transfer"), order.equals("accept"));
      default ->
          throw malformed("there is no order " + order + "; there are send, pair, revoke, rename");
    }
  }

  private void send(JsonNode value) throws Exception {
    if (value.isTextual()) {
      orders.send(value.textValue(), Optional.empty(), Chat.LABEL);
      return;
    }
    String wanted = "send is a text, or an object with text and perhaps peer and channel";
    orders.send(
        text(value.path("text"), wanted),
        value.has("peer") ? Optional.of(text(value.get("peer"), wanted)) : Optional.empty(),
        value.has("channel") ? text(value.get("channel"), wanted) : Chat.LABEL);
  }

  private void rename(JsonNode value) throws Exception {
    String wanted = "rename is an object with peer (an id) and name";
    String peer = text(value.path("peer"), wanted);
    String name = text(value.path("name"), wanted);
    orders.rename(
        peer,
        Names.clean(name).orElseThrow(() -> malformed("a name has 1 to 64 visible characters")));
  }

  private void grant(JsonNode value) throws Exception {
    String wanted = "grant is an object with peer (an id) and grants, such as video,audio or none";
    String peer = text(value.path("peer"), wanted);
    Set<Grant> grants =
        Grant.parse(text(value.path("grants"), wanted)).orElseThrow(() -> malformed(wanted));
    orders.grant(peer, grants);
  }

  private void lock(JsonNode value) throws Exception {
    if (!value.isBoolean()) {
      throw malformed("lock is true or false");
    }
    orders.lock(value.booleanValue());
  }

  private static Optional<Duration> duration(JsonNode value) throws CommandFailedException {
    if (value.isBoolean() && value.booleanValue()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new DurationConverter().convert(text(value, "pair is true or a duration such as 5m")));
    } catch (TypeConversionException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  private static String text(JsonNode value, String wanted) throws CommandFailedException {
    if (!value.isTextual()) {
      throw malformed(wanted);
    }
    return value.textValue();
  }

  private static JsonNode parse(String line) throws CommandFailedException {
    try {
      return new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .readTree(line);
    } catch (JsonProcessingException e) {
      throw malformed("a line of input is one JSON object, such as {\"send\":\"hello\"}");
    }
  }

  private static CommandFailedException malformed(String why) {
    return new CommandFailedException("malformed", "Input not understood: " + why + ".");
  }
}
