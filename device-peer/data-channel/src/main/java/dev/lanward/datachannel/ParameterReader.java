package dev.lanward.datachannel;

import static dev.lanward.datachannel.SctpProtocol.PARAMETER_HEADER_BYTES;
import static dev.lanward.datachannel.SctpProtocol.padded;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.MalformedMessageException.Reason;
import java.nio.ByteBuffer;

/**
 * Walks over the type-length-value parameters of a chunk, or its error causes, which look the same.
 */
final class ParameterReader {
  private final ByteBuffer packet;
  private final int start;
  private final int end;
  private int parameter;
  private int parameterEnd;

  ParameterReader(ByteBuffer packet, int start, int end) {
    this.packet = packet;
    this.start = start;
    this.end = end;
    parameterEnd = start;
  }

  /** Steps to the next parameter; false at the end. */
  boolean next() throws MalformedMessageException {
    parameter = start + padded(parameterEnd - start);
    if (parameter >= end) {
      return false;
    }
    if (end - parameter < PARAMETER_HEADER_BYTES) {
      throw new MalformedMessageException(
          Reason.TRUNCATED, parameter, (end - parameter) + " bytes where a parameter should begin");
    }
    int length = packet.getShort(parameter + 2) & 0xffff;
    if (length < PARAMETER_HEADER_BYTES || length > end - parameter) {
      throw new MalformedMessageException(
          Reason.BAD_VALUE,
          parameter,
          "parameter length " + length + " with " + (end - parameter) + " bytes left");
    }
    parameterEnd = parameter + length;
    return true;
  }

  int type() {
    return packet.getShort(parameter) & 0xffff;
  }

  int valueStart() {
    return parameter + PARAMETER_HEADER_BYTES;
  }

  int valueLength() {
    return parameterEnd - valueStart();
  }

  /** The value, copied. */
  Bytes value() {
    return copy(packet, valueStart(), valueLength());
  }

  /** The parameter with its header, copied; as reports of unknown ones quote it. */
  Bytes whole() {
    return copy(packet, parameter, parameterEnd - parameter);
  }

  /** A copy of {@code length} bytes of {@code packet} from index {@code from}. */
  static Bytes copy(ByteBuffer packet, int from, int length) {
    if (packet.hasArray()) {
      return Bytes.copyOf(packet.array(), packet.arrayOffset() + from, length);
    }
    byte[] copy = new byte[length];
    packet.get(from, copy);
    return Bytes.copyOf(copy);
  }

  /** Refuses a value shorter than {@code least} bytes, the header not counted. */
  void requireLength(int least) throws MalformedMessageException {
    require(valueLength() >= least, valueStart(), "parameter " + type(), least, valueLength());
  }

  /** Refuses {@code what} when it is not {@code ok}. */
  static void require(boolean ok, int at, String what, int least, int was)
      throws MalformedMessageException {
    if (!ok) {
      throw new MalformedMessageException(
          Reason.TRUNCATED, at, what + " needs " + least + " bytes, has " + was);
    }
  }
}
