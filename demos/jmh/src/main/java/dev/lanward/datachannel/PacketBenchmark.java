package dev.lanward.datachannel;

import dev.lanward.core.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Packets of SCTP: DATA with as much as fits into Ethernet, and SACK with eight gaps. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PacketBenchmark {
  private static final int PACKET_BYTES = 1_400;
  private static final int TAG = 0x1234_5678;

  /** Whether the checksum is left out, as it may be under DTLS (RFC 9653). */
  @Param({"false", "true"})
  public boolean zeroChecksum;

  private final PacketChecksum checksum = new PacketChecksum();
  private final PacketWriter writer = new PacketWriter(checksum);
  private final PacketReader reader = new PacketReader(checksum);
  private final ByteBuffer scratch = ByteBuffer.allocate(PACKET_BYTES);
  private final byte[] payload = new byte[PACKET_BYTES - 28];
  private final SackChunk sack =
      new SackChunk(1, 1 << 20, new char[] {2, 3, 5, 6, 8, 9, 11, 12}, SackChunk.NO_DUPLICATES);
  private final ByteBuffer dataPacket = ByteBuffer.allocate(PACKET_BYTES);
  private final ByteBuffer sackPacket = ByteBuffer.allocate(PACKET_BYTES);

  /** Writes what the readers read. */
  @Setup
  public void write() {
    writeData(dataPacket);
    dataPacket.flip();
    writeSack(sackPacket);
    sackPacket.flip();
  }

  /** DATA into a buffer. */
  @Benchmark
  public int dataWrite() {
    writeData(scratch.clear());
    return scratch.position();
  }

  /** DATA out of a packet; its payload is not copied. */
  @Benchmark
  public DataChunk dataRead() throws MalformedMessageException {
    reader.open(dataPacket, zeroChecksum);
    reader.next();
    return DataChunk.read(dataPacket, reader.flags(), reader.valueStart(), reader.valueEnd());
  }

  /** SACK into a buffer. */
  @Benchmark
  public int sackWrite() {
    writeSack(scratch.clear());
    return scratch.position();
  }

  /** SACK out of a packet. */
  @Benchmark
  public SackChunk sackRead() throws MalformedMessageException {
    reader.open(sackPacket, zeroChecksum);
    reader.next();
    return SackChunk.read(sackPacket, reader.valueStart(), reader.valueEnd());
  }

  private void writeData(ByteBuffer into) {
    writer.begin(into, PACKET_BYTES, TAG);
    DataChunk.write(writer, SctpProtocol.FLAG_BEGIN, 1, 2, 3, 53, payload, 0, payload.length);
    finish();
  }

  private void writeSack(ByteBuffer into) {
    writer.begin(into, PACKET_BYTES, TAG);
    sack.write(writer);
    finish();
  }

  private void finish() {
    if (zeroChecksum) {
      writer.finishWithZeroChecksum();
    } else {
      writer.finish();
    }
  }
}
