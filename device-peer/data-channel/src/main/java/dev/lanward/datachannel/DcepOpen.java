package dev.lanward.datachannel;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.MalformedMessageException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * DATA_CHANNEL_OPEN.
 *
 * @param options what the channel shall be; without an id, which is the stream's
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8832#section-5.1">RFC 8832, section 5.1</a>
 */
record DcepOpen(ChannelOptions options) {
  /** Message type of DATA_CHANNEL_ACK, and all of it (RFC 8832 section 5.2). */
  static final int ACK = 0x02;

  /** Message type of DATA_CHANNEL_OPEN. */
  static final int OPEN = 0x03;

  private static final int FIXED_BYTES = 12;
  private static final int TYPE_RELIABLE = 0x00;
  private static final int TYPE_RETRANSMITS = 0x01;
  private static final int TYPE_LIFETIME = 0x02;
  private static final int UNORDERED_BIT = 0x80;

  static DcepOpen read(Bytes message) throws MalformedMessageException {
    ByteBuffer in = message.toBuffer();
    if (in.remaining() < FIXED_BYTES) {
      throw new MalformedMessageException(
          Reason.TRUNCATED, 0, "DATA_CHANNEL_OPEN needs 12 bytes, has " + in.remaining());
    }
    in.get();
    int type = in.get() & 0xff;
    int priority = in.getShort() & 0xffff;
    long reliability = in.getInt() & 0xffffffffL;
    int labelLength = in.getShort() & 0xffff;
    int protocolLength = in.getShort() & 0xffff;
    if (in.remaining() != labelLength + protocolLength) {
      throw new MalformedMessageException(
          Reason.BAD_VALUE,
          8,
          "DATA_CHANNEL_OPEN has "
              + in.remaining()
              + " bytes for label and protocol of "
              + labelLength
              + " and "
              + protocolLength);
    }
    String label = text(message, FIXED_BYTES, labelLength);
    String protocol = text(message, FIXED_BYTES + labelLength, protocolLength);
    return new DcepOpen(
        new ChannelOptions(
            label,
            protocol,
            (type & UNORDERED_BIT) == 0,
            switch (type & ~UNORDERED_BIT) {
              case TYPE_RETRANSMITS -> OptionalInt.of((int) Math.min(reliability, 0xffff));
              case TYPE_RELIABLE, TYPE_LIFETIME -> OptionalInt.empty();
              default ->
                  throw new MalformedMessageException(
                      Reason.BAD_VALUE, 1, "channel type " + type + " (RFC 8832 5.1)");
            },
            (type & ~UNORDERED_BIT) == TYPE_LIFETIME
                ? Optional.of(Duration.ofMillis(reliability))
                : Optional.empty(),
            OptionalInt.empty(),
            ChannelPriority.of(priority)));
  }

  /** How long an announcement of {@code options} is at most. */
  static int mostBytes(ChannelOptions options) {
    return FIXED_BYTES + 3 * (options.label().length() + options.protocol().length());
  }

  byte[] write() {
    byte[] label = options.label().getBytes(StandardCharsets.UTF_8);
    byte[] protocol = options.protocol().getBytes(StandardCharsets.UTF_8);
    int type = TYPE_RELIABLE;
    int reliability = 0;
    if (options.maxRetransmits().isPresent()) {
      type = TYPE_RETRANSMITS;
      reliability = options.maxRetransmits().getAsInt();
    } else if (options.maxPacketLifeTime().isPresent()) {
      type = TYPE_LIFETIME;
      reliability = (int) options.maxPacketLifeTime().get().toMillis();
    }
    return ByteBuffer.allocate(FIXED_BYTES + label.length + protocol.length)
        .put((byte) OPEN)
        .put((byte) (options.ordered() ? type : type | UNORDERED_BIT))
        .putShort((short) options.priority().weight())
        .putInt(reliability)
        .putShort((short) label.length)
        .putShort((short) protocol.length)
        .put(label)
        .put(protocol)
        .array();
  }

  private static String text(Bytes message, int offset, int length) {
    String text = new String(message.slice(offset, length).toArray(), StandardCharsets.UTF_8);
    // What is not UTF-8 becomes U+FFFD, which may take more bytes than it stood for.
    return text.getBytes(StandardCharsets.UTF_8).length > 0xffff ? "" : text;
  }
}
