package dev.lanward.datachannel;

import static dev.lanward.datachannel.SctpProtocol.ERROR_DETECTION_BY_DTLS;
import static dev.lanward.datachannel.SctpProtocol.FORWARD_TSN;
import static dev.lanward.datachannel.SctpProtocol.I_DATA;
import static dev.lanward.datachannel.SctpProtocol.I_FORWARD_TSN;
import static dev.lanward.datachannel.SctpProtocol.PARAMETER_COOKIE_PRESERVATIVE;
import static dev.lanward.datachannel.SctpProtocol.PARAMETER_FORWARD_TSN;
import static dev.lanward.datachannel.SctpProtocol.PARAMETER_HOST_NAME;
import static dev.lanward.datachannel.SctpProtocol.PARAMETER_IPV4;
import static dev.lanward.datachannel.SctpProtocol.PARAMETER_IPV6;
import static dev.lanward.datachannel.SctpProtocol.PARAMETER_STATE_COOKIE;
import static dev.lanward.datachannel.SctpProtocol.PARAMETER_SUPPORTED_ADDRESSES;
import static dev.lanward.datachannel.SctpProtocol.PARAMETER_SUPPORTED_EXTENSIONS;
import static dev.lanward.datachannel.SctpProtocol.PARAMETER_UNRECOGNIZED;
import static dev.lanward.datachannel.SctpProtocol.PARAMETER_ZERO_CHECKSUM;
import static dev.lanward.datachannel.SctpProtocol.REPORT_BIT_OF_WORD;
import static dev.lanward.datachannel.SctpProtocol.RE_CONFIG;
import static dev.lanward.datachannel.SctpProtocol.SKIP_BIT_OF_WORD;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * INIT and INIT ACK: what a side tells about itself.
 *
 * @param initiateTag what every packet to that side shall carry
 * @param windowBytes its receive window, 0 to 2^32-1
 * @param outboundStreams how many streams it wants to send on
 * @param inboundStreams how many it can receive on
 * @param initialTsn the TSN of its first DATA
 * @param forwardTsn whether it understands FORWARD-TSN (RFC 3758)
 * @param reconfig whether it understands RE-CONFIG (RFC 6525)
 * @param zeroChecksum whether it takes packets whose checksum is zero, as DTLS protects them (RFC
 *     9653)
 * @param interleaving whether it understands I-DATA and I-FORWARD-TSN (RFC 8260), and uses them
 * @param cookie the state cookie of an INIT ACK; empty in an INIT
 * @param unrecognized parameters to report: in what was read, those that ask for it; in an INIT ACK
 *     to write, those of the INIT
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9260#section-3.3.2">RFC 9260, section 3.3.2</a>
 */
record InitChunk(
    int initiateTag,
    long windowBytes,
    int outboundStreams,
    int inboundStreams,
    int initialTsn,
    boolean forwardTsn,
    boolean reconfig,
    boolean zeroChecksum,
    boolean interleaving,
    Bytes cookie,
    List<Bytes> unrecognized) {
  private static final int FIXED_BYTES = 16;

  /** More than this is not quoted back: a report must fit a packet. */
  private static final int MOST_UNRECOGNIZED_BYTES = 256;

  InitChunk {
    unrecognized = List.copyOf(unrecognized);
  }

  /** One that wants each packet's checksum. */
  InitChunk(
      int initiateTag,
      long windowBytes,
      int outboundStreams,
      int inboundStreams,
      int initialTsn,
      boolean forwardTsn,
      boolean reconfig,
      Bytes cookie,
      List<Bytes> unrecognized) {
    this(
        initiateTag,
        windowBytes,
        outboundStreams,
        inboundStreams,
        initialTsn,
        forwardTsn,
        reconfig,
        false,
        cookie,
        unrecognized);
  }

  /** One that does not interleave messages. */
  InitChunk(
      int initiateTag,
      long windowBytes,
      int outboundStreams,
      int inboundStreams,
      int initialTsn,
      boolean forwardTsn,
      boolean reconfig,
      boolean zeroChecksum,
      Bytes cookie,
      List<Bytes> unrecognized) {
    this(
        initiateTag,
        windowBytes,
        outboundStreams,
        inboundStreams,
        initialTsn,
        forwardTsn,
        reconfig,
        zeroChecksum,
        false,
        cookie,
        unrecognized);
  }

  static InitChunk read(ByteBuffer packet, int at, int end) throws MalformedMessageException {
    ParameterReader.require(end - at >= FIXED_BYTES, at, "INIT", FIXED_BYTES, end - at);
    boolean forwardTsn = false;
    boolean reconfig = false;
    boolean zeroChecksum = false;
    boolean interleaving = false;
    Bytes cookie = Bytes.empty();
    List<Bytes> unrecognized = new ArrayList<>();
    int unrecognizedBytes = 0;
    ParameterReader parameters = new ParameterReader(packet, at + FIXED_BYTES, end);
    boolean more = true;
    while (more && parameters.next()) {
      switch (parameters.type()) {
        case PARAMETER_FORWARD_TSN -> forwardTsn = true;
        case PARAMETER_ZERO_CHECKSUM -> zeroChecksum |= namesDtls(packet, parameters);
        case PARAMETER_STATE_COOKIE -> cookie = parameters.value();
        case PARAMETER_SUPPORTED_EXTENSIONS -> {
          forwardTsn |= lists(packet, parameters, FORWARD_TSN);
          reconfig |= lists(packet, parameters, RE_CONFIG);
          interleaving |=
              lists(packet, parameters, I_DATA) && lists(packet, parameters, I_FORWARD_TSN);
        }
        case PARAMETER_IPV4,
            PARAMETER_IPV6,
            PARAMETER_COOKIE_PRESERVATIVE,
            PARAMETER_HOST_NAME,
            PARAMETER_SUPPORTED_ADDRESSES,
            PARAMETER_UNRECOGNIZED -> {}
        default -> {
          if ((parameters.type() & REPORT_BIT_OF_WORD) != 0) {
            unrecognizedBytes += parameters.valueLength() + 8;
            if (unrecognizedBytes <= MOST_UNRECOGNIZED_BYTES) {
              unrecognized.add(parameters.whole());
            }
          }
          more = (parameters.type() & SKIP_BIT_OF_WORD) != 0;
        }
      }
    }
    return new InitChunk(
        packet.getInt(at),
        packet.getInt(at + 4) & 0xffffffffL,
        packet.getShort(at + 8) & 0xffff,
        packet.getShort(at + 10) & 0xffff,
        packet.getInt(at + 12),
        forwardTsn,
        reconfig,
        zeroChecksum,
        interleaving,
        cookie,
        unrecognized);
  }

  /**
   * The length of an INIT chunk that stands alone in {@code chunk}, its header included.
   *
   * @throws MalformedMessageException when it is another chunk, or is not all there is
   */
  static int lengthOf(ByteBuffer chunk) throws MalformedMessageException {
    int has = chunk.limit();
    int least = SctpProtocol.CHUNK_HEADER_BYTES + FIXED_BYTES;
    ParameterReader.require(has >= least, 0, "INIT chunk", least, has);
    int length = chunk.getShort(2) & 0xffff;
    if (chunk.get(0) != SctpProtocol.INIT || length > has || SctpProtocol.padded(length) < has) {
      throw new MalformedMessageException(
          MalformedMessageException.Reason.BAD_VALUE,
          0,
          "one INIT chunk was expected, came type " + chunk.get(0) + " of " + length + " bytes");
    }
    return length;
  }

  /** Writes it as {@code type}: INIT or INIT ACK. */
  void write(PacketWriter writer, int type) {
    int chunk = writer.beginChunk(type, 0);
    writer.put32(initiateTag).put32((int) windowBytes);
    writer.put16(outboundStreams).put16(inboundStreams).put32(initialTsn);
    if (cookie.length() > 0) {
      int parameter = writer.beginParameter(PARAMETER_STATE_COOKIE);
      writer.put(cookie);
      writer.endParameter(parameter);
    }
    if (forwardTsn) {
      writer.endParameter(writer.beginParameter(PARAMETER_FORWARD_TSN));
    }
    if (zeroChecksum) {
      int parameter = writer.beginParameter(PARAMETER_ZERO_CHECKSUM);
      writer.put32(ERROR_DETECTION_BY_DTLS);
      writer.endParameter(parameter);
    }
    if (reconfig || forwardTsn || interleaving) {
      int parameter = writer.beginParameter(PARAMETER_SUPPORTED_EXTENSIONS);
      if (reconfig) {
        writer.put8(RE_CONFIG);
      }
      if (forwardTsn) {
        writer.put8(FORWARD_TSN);
      }
      if (interleaving) {
        writer.put8(I_DATA).put8(I_FORWARD_TSN);
      }
      writer.endParameter(parameter);
    }
    for (Bytes unknown : unrecognized) {
      if (SctpProtocol.padded(4 + unknown.length()) + 4 > writer.room()) {
        break; // The report is a courtesy; the packet has its size.
      }
      int parameter = writer.beginParameter(PARAMETER_UNRECOGNIZED);
      writer.put(unknown);
      writer.endParameter(parameter);
    }
    writer.endChunk(chunk);
  }

  private static boolean namesDtls(ByteBuffer packet, ParameterReader method) {
    return method.valueLength() == Integer.BYTES
        && packet.getInt(method.valueStart()) == ERROR_DETECTION_BY_DTLS;
  }

  private static boolean lists(ByteBuffer packet, ParameterReader extensions, int chunkType) {
    for (int i = 0; i < extensions.valueLength(); i++) {
      if ((packet.get(extensions.valueStart() + i) & 0xff) == chunkType) {
        return true;
      }
    }
    return false;
  }
}
