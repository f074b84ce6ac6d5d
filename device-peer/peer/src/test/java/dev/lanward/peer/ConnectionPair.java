package dev.lanward.peer;

import dev.lanward.datachannel.ChannelInfo;
import dev.lanward.pairing.ControlMessage;
import dev.lanward.pairing.Identity;
import dev.lanward.peer.dtls.DtlsCredential;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Two connections of one engine that hand each other what gets through. */
final class ConnectionPair {
  /** Of one side, what is of interest. */
  record Side(CompletableFuture<Boolean> whenOpened, CompletableFuture<Ending> whenEnded)
      implements ConnectionOwner {
    Side() {
      this(new CompletableFuture<>(), new CompletableFuture<>());
    }

    @Override
    public void verified() {}

    @Override
    public void opened() {
      whenOpened.complete(true);
    }

    @Override
    public void control(ControlMessage message) {}

    @Override
    public void malformedControl() {}

    @Override
    public Optional<StreamEnd> channelOpened(ChannelInfo channel) {
      return Optional.empty();
    }

    @Override
    public void ended(Ending ending) {
      whenEnded.complete(ending);
    }
  }

  final Side door = new Side();
  final Side page = new Side();
  final Connection doorConnection;

  /** Which datagrams get through; either side's. */
  volatile Predicate<ByteBuffer> getsThrough = datagram -> true;

  private final Engine engine;

  private ConnectionPair(Engine engine) {
    this.engine = engine;
    this.doorConnection = Connection.server(engine, door);
  }

  /** A pair whose handshake has begun. */
  static ConnectionPair join(Engine engine) {
    ConnectionPair pair = new ConnectionPair(engine);
    engine.onLoop(pair::handshake);
    return pair;
  }

  private void handshake() {
    Connection pageConnection = Connection.client(engine, page);
    DtlsCredential doors = DtlsCredential.of(identity());
    DtlsCredential pages = DtlsCredential.of(identity());
    doorConnection.handshake(
        "page",
        doors,
        pages.fingerprint(),
        datagram -> later(datagram, pageConnection::handleDatagram));
    pageConnection.handshake(
        "door",
        pages,
        doors.fingerprint(),
        datagram -> later(datagram, doorConnection::handleDatagram));
  }

  private static Identity identity() {
    return Identity.generate(new SecureRandom(), Instant.now(), Instant.now().plusSeconds(1000));
  }

  /** Neither end may be entered from within the other. */
  private void later(ByteBuffer datagram, Consumer<ByteBuffer> to) {
    if (getsThrough.test(datagram)) {
      ByteBuffer copy = ByteBuffer.allocate(datagram.remaining()).put(datagram).flip();
      engine.onLoop(() -> to.accept(copy));
    }
  }
}
