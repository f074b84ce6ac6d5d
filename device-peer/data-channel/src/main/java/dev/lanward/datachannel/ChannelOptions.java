package dev.lanward.datachannel;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a channel shall be: the dictionary of {@code createDataChannel}.
 *
 * @param label a name, at most 65,535 bytes of UTF-8; need not be unique
 * @param protocol a subprotocol's name, at most 65,535 bytes of UTF-8; may be empty
 * @param ordered whether messages arrive in the order in which they were sent
 * @param maxRetransmits how often a message is sent again before it is given up, 0 to 65,535
 * @param maxPacketLifeTime for how long a message is sent again before it is given up
 * @param negotiatedId the stream, when both sides were told of the channel in another way; then
 *     nothing is said about it on the wire
 * @param priority its share where several channels have something to send
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8832#section-5.1">RFC 8832, section 5.1</a>
 */
public record ChannelOptions(
    String label,
    String protocol,
    boolean ordered,
    OptionalInt maxRetransmits,
    Optional<Duration> maxPacketLifeTime,
    OptionalInt negotiatedId,
    ChannelPriority priority) {

  /** Stream 65535 is not used (RFC 8832 section 6). */
  static final int HIGHEST_ID = 65_534;

  public ChannelOptions {
    if (maxRetransmits.isPresent() && maxPacketLifeTime.isPresent()) {
      throw new IllegalArgumentException(
          "a channel has maxRetransmits or maxPacketLifeTime, not both (RFC 8831 6.1)");
    }
    if (maxRetransmits.isPresent()
        && (maxRetransmits.getAsInt() < 0 || maxRetransmits.getAsInt() > 0xffff)) {
      throw new IllegalArgumentException(
          "maxRetransmits must be 0 to 65535, was " + maxRetransmits.getAsInt());
    }
    if (maxPacketLifeTime.isPresent()
        && (maxPacketLifeTime.get().isNegative()
            || maxPacketLifeTime.get().compareTo(Duration.ofMillis(0xffff_ffffL)) > 0)) {
      throw new IllegalArgumentException(
          "maxPacketLifeTime must be 0 to 2^32-1 ms, was " + maxPacketLifeTime.get());
    }
    if (negotiatedId.isPresent()
        && (negotiatedId.getAsInt() < 0 || negotiatedId.getAsInt() > HIGHEST_ID)) {
      throw new IllegalArgumentException(
          "a stream id must be 0 to 65534, was " + negotiatedId.getAsInt());
    }
    if (label.getBytes(StandardCharsets.UTF_8).length > 0xffff
        || protocol.getBytes(StandardCharsets.UTF_8).length > 0xffff) {
      throw new IllegalArgumentException("label and protocol have at most 65535 bytes each");
    }
  }

  /** An ordered, reliable channel, announced with DCEP. */
  public static ChannelOptions reliable(String label) {
    return new ChannelOptions(
        label,
        "",
        true,
        OptionalInt.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        ChannelPriority.LOW);
  }

  /** An ordered, reliable channel on stream {@code id}, known to both sides beforehand. */
  public static ChannelOptions negotiated(String label, int id) {
    return reliable(label).withNegotiatedId(id);
  }

  /** The same, with a subprotocol. */
  public ChannelOptions withProtocol(String name) {
    return new ChannelOptions(
        label, name, ordered, maxRetransmits, maxPacketLifeTime, negotiatedId, priority);
  }

  /** The same, in any order. */
  public ChannelOptions unordered() {
    return new ChannelOptions(
        label, protocol, false, maxRetransmits, maxPacketLifeTime, negotiatedId, priority);
  }

  /** The same, giving a message up after it was sent again {@code count} times. */
  public ChannelOptions withMaxRetransmits(int count) {
    return new ChannelOptions(
        label, protocol, ordered, OptionalInt.of(count), maxPacketLifeTime, negotiatedId, priority);
  }

  /** The same, giving a message up when it is {@code age} old. */
  public ChannelOptions withMaxPacketLifeTime(Duration age) {
    return new ChannelOptions(
        label, protocol, ordered, maxRetransmits, Optional.of(age), negotiatedId, priority);
  }

  /** The same, on stream {@code id}, known to both sides beforehand. */
  public ChannelOptions withNegotiatedId(int id) {
    return new ChannelOptions(
        label, protocol, ordered, maxRetransmits, maxPacketLifeTime, OptionalInt.of(id), priority);
  }

  /** The same, with another share; {@link ChannelPriority#LOW} is what others have. */
  public ChannelOptions withPriority(ChannelPriority share) {
    return new ChannelOptions(
        label, protocol, ordered, maxRetransmits, maxPacketLifeTime, negotiatedId, share);
  }
}
