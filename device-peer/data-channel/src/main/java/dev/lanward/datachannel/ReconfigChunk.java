package dev.lanward.datachannel;

import static dev.lanward.datachannel.SctpProtocol.PARAMETER_OUTGOING_RESET;
import static dev.lanward.datachannel.SctpProtocol.PARAMETER_RECONFIG_RESPONSE;

import dev.lanward.core.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * RE-CONFIG: one or two parameters that ask for a stream reset or answer such a request.
 *
 * @param parameters what it carries, in order
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6525#section-3.1">RFC 6525, section 3.1</a>
 */
record ReconfigChunk(List<Parameter> parameters) {
  ReconfigChunk {
    parameters = List.copyOf(parameters);
  }

  /** What a RE-CONFIG may carry. */
  sealed interface Parameter permits OutgoingReset, Response, OtherRequest {}

  /**
   * Outgoing SSN Reset Request (section 4.1): "my side of these streams starts anew".
   *
   * @param requestNumber counts the sender's requests
   * @param responseNumber the last request of the other side that the sender knows of
   * @param lastTsn the last TSN assigned before the reset
   * @param streams which; none means all
   */
  record OutgoingReset(int requestNumber, int responseNumber, int lastTsn, char[] streams)
      implements Parameter {}

  /**
   * Re-configuration Response (section 4.4).
   *
   * @param responseNumber which request it answers
   * @param result how that ended
   */
  record Response(int responseNumber, ReconfigResult result) implements Parameter {}

  /**
   * A request that data channels have no use for, and that is denied: incoming reset, TSN reset,
   * more streams.
   *
   * @param requestNumber counts the sender's requests
   */
  record OtherRequest(int requestNumber) implements Parameter {}

  static ReconfigChunk read(ByteBuffer packet, int at, int end) throws MalformedMessageException {
    List<Parameter> found = new ArrayList<>(2);
    ParameterReader reader = new ParameterReader(packet, at, end);
    while (found.size() < 2 && reader.next()) {
      int value = reader.valueStart();
      switch (reader.type()) {
        case PARAMETER_OUTGOING_RESET -> {
          reader.requireLength(12);
          found.add(
              new OutgoingReset(
                  packet.getInt(value),
                  packet.getInt(value + 4),
                  packet.getInt(value + 8),
                  streams(packet, value + 12, reader.valueLength() - 12)));
        }
        case PARAMETER_RECONFIG_RESPONSE -> {
          reader.requireLength(8);
          ReconfigResult result = ReconfigResult.of(packet.getInt(value + 4));
          found.add(new Response(packet.getInt(value), result));
        }
        case SctpProtocol.PARAMETER_INCOMING_RESET,
            SctpProtocol.PARAMETER_TSN_RESET,
            SctpProtocol.PARAMETER_ADD_OUTGOING,
            SctpProtocol.PARAMETER_ADD_INCOMING -> {
          reader.requireLength(4);
          found.add(new OtherRequest(packet.getInt(value)));
        }
        default -> {
          // RFC 6525 3.1 allows the known combinations only; anything else is read over.
        }
      }
    }
    return new ReconfigChunk(found);
  }

  void write(PacketWriter writer) {
    int chunk = writer.beginChunk(SctpProtocol.RE_CONFIG, 0);
    for (Parameter parameter : parameters) {
      if (parameter instanceof OutgoingReset reset) {
        int at = writer.beginParameter(PARAMETER_OUTGOING_RESET);
        writer.put32(reset.requestNumber).put32(reset.responseNumber).put32(reset.lastTsn);
        for (char stream : reset.streams) {
          writer.put16(stream);
        }
        writer.endParameter(at);
      } else if (parameter instanceof Response response) {
        int at = writer.beginParameter(PARAMETER_RECONFIG_RESPONSE);
        writer.put32(response.responseNumber).put32(response.result.ordinal());
        writer.endParameter(at);
      }
    }
    writer.endChunk(chunk);
  }

  private static char[] streams(ByteBuffer packet, int at, int length) {
    char[] streams = new char[length / 2];
    for (int i = 0; i < streams.length; i++) {
      streams[i] = packet.getChar(at + 2 * i);
    }
    return streams;
  }
}
