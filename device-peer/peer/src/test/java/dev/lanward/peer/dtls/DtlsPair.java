package dev.lanward.peer.dtls;

import static org.junit.jupiter.api.Assertions.fail;

import dev.lanward.pairing.Fingerprint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A client and a server in memory. The test's thread is the loop; links may mangle what passes. */
final class DtlsPair implements AutoCloseable {
  static final DtlsCredential SERVER = TestCredentials.fresh();
  static final DtlsCredential CLIENT = TestCredentials.fresh();
  static final DtlsLimits QUICK =
      new DtlsLimits(32, 4, Duration.ofSeconds(8), Duration.ofMillis(20), 64, 1200);

  /** What one side heard. */
  static final class Side implements DtlsListener {
    DtlsEndpoint endpoint;
    boolean connected;
    DtlsFailure failure;
    DtlsClose closed;
    final List<String> received = new ArrayList<>();
    Runnable onConnected = () -> {};

    @Override
    public void connected() {
      connected = true;
      onConnected.run();
    }

    @Override
    public void applicationData(ByteBuffer plain) {
      received.add(StandardCharsets.ISO_8859_1.decode(plain).toString());
    }

    @Override
    public void failed(DtlsFailure why) {
      failure = why;
    }

    @Override
    public void closed(DtlsClose why) {
      closed = why;
    }

    void send(String text) {
      endpoint.send(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    boolean isDecided() {
      return connected || failure != null;
    }
  }

  final LinkedBlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
  final DtlsHandshakes handshakes;
  final Side server = new Side();
  final Side client = new Side();

  /** What a link makes of the datagrams that were sent since it was asked last. */
  UnaryOperator<List<byte[]>> toServer = UnaryOperator.identity();

  UnaryOperator<List<byte[]>> toClient = UnaryOperator.identity();
  int datagramsToServer;
  int datagramsToClient;

  DtlsPair() {
    this(QUICK);
  }

  DtlsPair(DtlsLimits limits) {
    handshakes = new DtlsHandshakes(limits, loop::add, new SecureRandom());
  }

  DtlsPair start() {
    startServer(SERVER, CLIENT.fingerprint());
    startClient(CLIENT, SERVER.fingerprint());
    return this;
  }

  void startServer(DtlsCredential own, Fingerprint expected) {
    server.endpoint =
        handshakes
            .start(DtlsRole.SERVER, "s", own, expected, this::serverSends, server)
            .orElseThrow();
  }

  void startClient(DtlsCredential own, Fingerprint expected) {
    client.endpoint =
        handshakes
            .start(DtlsRole.CLIENT, "c", own, expected, this::clientSends, client)
            .orElseThrow();
  }

  private void serverSends(ByteBuffer datagram) {
    datagramsToClient++;
    byte[] copy = copy(datagram);
    loop.add(() -> deliver(toClient.apply(List.of(copy)), client));
  }

  private void clientSends(ByteBuffer datagram) {
    datagramsToServer++;
    byte[] copy = copy(datagram);
    loop.add(() -> deliver(toServer.apply(List.of(copy)), server));
  }

  private static void deliver(List<byte[]> datagrams, Side to) {
    for (byte[] datagram : datagrams) {
      if (to.endpoint != null) {
        to.endpoint.handleDatagram(ByteBuffer.wrap(datagram));
      }
    }
  }

  static byte[] copy(ByteBuffer datagram) {
    byte[] copy = new byte[datagram.remaining()];
    datagram.get(copy);
    return copy;
  }

  DtlsPair connect() {
    until(() -> client.isDecided() && server.isDecided());
    if (!client.connected || !server.connected) {
      fail("server " + server.failure + ", client " + client.failure);
    }
    return this;
  }

  /** Runs the loop until {@code done}, for at most ten seconds. */
  void until(BooleanSupplier done) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!done.getAsBoolean()) {
      try {
        Runnable task = loop.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (task == null) {
          fail("nothing happened; server " + server.failure + ", client " + client.failure);
        }
        task.run();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Runs what is queued now. */
  void drain() {
    for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
      task.run();
    }
  }

  @Override
  public void close() {
    handshakes.close();
  }
}
