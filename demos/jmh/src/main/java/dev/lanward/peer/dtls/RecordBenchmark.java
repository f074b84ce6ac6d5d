package dev.lanward.peer.dtls;

import dev.lanward.pairing.Identity;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The record layer between two ends of an open DTLS association, in one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RecordBenchmark {
  /** Of what a record carries: a game's message in its packet, and a full packet. */
  @Param({"92", "1400"})
  public int plainBytes;

  private final LinkedBlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
  private final DtlsHandshakes handshakes =
      new DtlsHandshakes(DtlsLimits.DEFAULT, loop::add, new SecureRandom());
  private final DtlsCredential own = credential();
  private final End client = new End(DtlsRole.CLIENT);
  private final End server = new End(DtlsRole.SERVER);
  private ByteBuffer plain = ByteBuffer.allocate(0);

  /** The handshake. */
  @Setup
  public void connect() throws InterruptedException {
    plain = ByteBuffer.allocate(plainBytes);
    while (client.endpoint.state() != DtlsEndpoint.State.OPEN
        || server.endpoint.state() != DtlsEndpoint.State.OPEN) {
      Runnable task = loop.poll(1, TimeUnit.MILLISECONDS);
      if (task != null) {
        task.run();
      }
      client.handOverTo(server);
      server.handOverTo(client);
    }
  }

  /** Ends the handshakes' threads. */
  @TearDown
  public void close() {
    handshakes.close();
  }

  /** One record, enciphered by one end and deciphered by the other. */
  @Benchmark
  public int record() {
    client.endpoint.send(plain);
    client.handOverTo(server);
    if (server.received != plainBytes) {
      throw new AssertionError("received " + server.received + " bytes");
    }
    return server.received;
  }

  private static DtlsCredential credential() {
    Instant now = Instant.now();
    Duration day = Duration.ofDays(1);
    return DtlsCredential.of(Identity.generate(new SecureRandom(), now.minus(day), now.plus(day)));
  }

  /** An endpoint and what it has sent; neither is entered from within the other. */
  private final class End implements DtlsListener {
    private final ArrayDeque<ByteBuffer> sent = new ArrayDeque<>();
    private final DtlsEndpoint endpoint;
    private int received;

    End(DtlsRole role) {
      endpoint =
          handshakes
              .start(role, role, own, own.fingerprint(), this::keep, this)
              .orElseThrow(() -> new AssertionError("no room for a handshake"));
    }

    private void keep(ByteBuffer datagram) {
      sent.add(ByteBuffer.allocate(datagram.remaining()).put(datagram).flip());
    }

    void handOverTo(End other) {
      for (ByteBuffer each = sent.poll(); each != null; each = sent.poll()) {
        other.endpoint.handleDatagram(each);
      }
    }

    @Override
    public void connected() {}

    @Override
    public void applicationData(ByteBuffer data) {
      received = data.remaining();
    }

    @Override
    public void failed(DtlsFailure failure) {
      throw new AssertionError(failure);
    }

    @Override
    public void closed(DtlsClose reason) {}
  }
}
