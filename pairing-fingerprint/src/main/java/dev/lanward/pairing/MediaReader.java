package dev.lanward.pairing;

import static dev.lanward.pairing.JsonFields.bad;

import dev.lanward.core.MalformedMessageException;
import dev.lanward.pairing.MediaMessage.Kinds;
import dev.lanward.pairing.MediaMessage.Outcome;
import dev.lanward.pairing.MediaMessage.Purpose;
import dev.lanward.pairing.MediaMessage.Ring;
import dev.lanward.pairing.MediaMessage.Sdp;
import dev.lanward.pairing.MediaMessage.Sending;
import dev.lanward.pairing.MediaMessage.State;
import dev.lanward.pairing.MediaMessage.Want;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the control messages about media (protocol section 16). */
final class MediaReader {
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}]");

  private MediaReader() {}

  static ControlMessage media(JsonFields fields) throws MalformedMessageException {
    return fields.has("want") ? want(fields) : state(fields);
  }

  static ControlMessage sdp(JsonFields fields) throws MalformedMessageException {
    int round = fields.integer("round", 1, Integer.MAX_VALUE);
    JsonFields description = fields.object("description");
    String type = description.text("type");
    String sdp = description.text("sdp");
    if (sdp.getBytes(StandardCharsets.UTF_8).length > Sdp.MAX_BYTES) {
      throw bad("sdp", "has at most 32,768 bytes");
    }
    Optional<Fingerprint> vouched =
        fields.has("fingerprint")
            ? Optional.of(ControlReader.fingerprint(fields))
            : Optional.empty();
    return switch (type) {
      case "offer" -> new Sdp(round, true, sdp, vouched);
      case "answer" -> new Sdp(round, false, sdp, vouched);
      default -> new ControlMessage.Unknown("sdp");
    };
  }

  static ControlMessage ring(JsonFields fields) throws MalformedMessageException {
    long at = fields.longInteger("at", 0, Ring.MAX_AT);
    if (!fields.has("picture")) {
      return new Ring(at, Optional.empty());
    }
    return new Ring(
        at,
        Optional.of(
            Base64s.standard(fields.text("picture"))
                .filter(Ring::isPicture)
                .orElseThrow(
                    () -> bad("picture", "is unpadded base64 of a JPEG of 40,000 bytes at most"))));
  }

  private static Want want(JsonFields fields) throws MalformedMessageException {
    int request = fields.integer("request", 1, Integer.MAX_VALUE);
    Kinds want = kinds(fields.object("want"));
    if (!fields.has("send")) {
      return new Want(request, want, Optional.empty());
    }
    JsonFields send = fields.object("send");
    return new Want(
        request, want, Optional.of(new Sending(kinds(send), purpose(send.text("purpose")))));
  }

  private static State state(JsonFields fields) throws MalformedMessageException {
    int request = fields.integer("request", 0, Integer.MAX_VALUE);
    Outcome outcome = outcome(fields.text("state"));
    JsonFields send = fields.object("send");
    Outcome taking = outcome(send.text("state"));
    return new State(
        request,
        outcome,
        kinds(fields),
        kinds(send),
        taking == Outcome.INTERRUPTED ? Outcome.OTHER : taking,
        fields.has("reason") ? Optional.of(reason(fields.text("reason"))) : Optional.empty());
  }

  private static Kinds kinds(JsonFields fields) throws MalformedMessageException {
    return new Kinds(fields.bool("video"), fields.bool("audio"));
  }

  private static Purpose purpose(String code) {
    for (Purpose purpose : Purpose.values()) {
      if (purpose.code().equals(code)) {
        return purpose;
      }
    }
    return Purpose.OTHER;
  }

  private static Outcome outcome(String code) {
    for (Outcome outcome : Outcome.values()) {
      if (outcome.code().equals(code)) {
        return outcome;
      }
    }
    return Outcome.OTHER;
  }

  /** For people: without what cannot be seen. */
  private static String reason(String text) throws MalformedMessageException {
    String seen = UNSEEN.matcher(text).replaceAll("").strip();
    boolean isUnicode =
        seen.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
    if (!isUnicode || seen.codePointCount(0, seen.length()) > State.MAX_REASON_CHARS) {
      throw bad("reason", "has at most 200 characters of Unicode");
    }
    return seen;
  }
}
