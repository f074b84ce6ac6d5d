package dev.lanward.ice;

import dev.lanward.core.Bytes;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A knock, as a browser sends it, and its answer. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StunBenchmark {
  private static final Bytes TRANSACTION = Bytes.copyOf(new byte[12]);
  private static final InetSocketAddress SOURCE = new InetSocketAddress("192.0.2.1", 50_000);

  private final StunKey key = StunKey.ofPassword("0123456789abcdefghijkl");
  private final StunReader reader = new StunReader();
  private final String username =
      new PairedKnock(Bytes.copyOf(new byte[DoorUfrag.NONCE_BYTES])).ufrag() + ":abcd";
  private final ByteBuffer knock = request().toBuffer();

  /** Takes a knock apart. */
  @Benchmark
  public StunProblem read() {
    return reader.read(knock);
  }

  /** Takes it apart and finds out whether a key made it: what a door does for each pairing. */
  @Benchmark
  public boolean readAndVerify() {
    reader.read(knock);
    return reader.verifies(key);
  }

  /** A whole knock. */
  @Benchmark
  public ByteBuffer write() {
    return request().toBuffer();
  }

  /** The answer to one. */
  @Benchmark
  public ByteBuffer answer() {
    return StunWriter.success(TRANSACTION)
        .xorMappedAddress(SOURCE)
        .messageIntegrity(key)
        .fingerprint()
        .toBuffer();
  }

  private StunWriter request() {
    return StunWriter.request(TRANSACTION)
        .username(username)
        .priority(1)
        .controlling(1)
        .useCandidate()
        .messageIntegrity(key)
        .fingerprint();
  }
}
