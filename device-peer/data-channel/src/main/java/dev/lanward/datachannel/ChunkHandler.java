package dev.lanward.datachannel;

import dev.lanward.core.MalformedMessageException;
import java.nio.ByteBuffer;

/** One method for each chunk that a peer may send; {@link PacketDispatch} calls them. */
interface ChunkHandler {
  /** DATA; {@code packet} holds its payload. */
  void data(DataChunk chunk, ByteBuffer packet) throws ProtocolViolation;

  /** I-DATA; {@code packet} holds its payload. */
  void interleavedData(DataChunk chunk, ByteBuffer packet) throws ProtocolViolation;

  /** INIT, known to be alone in its packet. */
  void init(InitChunk chunk) throws MalformedMessageException;

  /** INIT ACK. */
  void initAck(InitChunk chunk) throws MalformedMessageException;

  /** SACK. */
  void sack(SackChunk chunk);

  /** HEARTBEAT. */
  void heartbeat(HeartbeatChunk chunk);

  /** HEARTBEAT ACK. */
  void heartbeatAck(HeartbeatChunk chunk);

  /** ABORT, with its first cause. */
  void aborted(ErrorCause cause);

  /** ERROR, with its first cause. */
  void reported(ErrorCause cause);

  /** SHUTDOWN. */
  void shutdown(ShutdownChunk chunk);

  /** SHUTDOWN ACK. */
  void shutdownAck();

  /** SHUTDOWN COMPLETE. */
  void shutdownComplete();

  /**
   * COOKIE ECHO in a packet with this tag, whose cookie stands in {@code packet} from {@code at} to
   * {@code end}. Returns whether it is good, and the rest of the packet with it.
   */
  boolean cookieEcho(int packetTag, ByteBuffer packet, int at, int end);

  /** COOKIE ACK. */
  void cookieAck();

  /** FORWARD-TSN. */
  void forwardTsn(ForwardTsnChunk chunk) throws ProtocolViolation;

  /** I-FORWARD-TSN. */
  void interleavedForwardTsn(InterleavedForwardTsn chunk) throws ProtocolViolation;

  /** RE-CONFIG. */
  void reconfig(ReconfigChunk chunk);

  /** A chunk of a type that nobody here knows, from {@code at} to {@code end}. */
  void unknown(int type, ByteBuffer packet, int at, int end);

  /** A packet that may not be taken, and why. */
  void dropped(String rule);

  /** Whether nothing more is to be taken. */
  boolean isOver();
}
