package dev.lanward.peer;

import dev.lanward.core.Bytes;
import dev.lanward.core.Tick;
import dev.lanward.ice.Knocker;
import dev.lanward.ice.KnockerDisposition;
import dev.lanward.ice.KnockerEvent;
import dev.lanward.ice.KnockerTimes;
import dev.lanward.ice.PairedKnock;
import dev.lanward.ice.Transmit;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Identity;
import dev.lanward.pairing.Pairing;
import dev.lanward.pairing.PairingKey;
import dev.lanward.peer.dtls.DtlsClose;
import dev.lanward.peer.dtls.DtlsCredential;
import dev.lanward.peer.dtls.DtlsEndpoint;
import dev.lanward.peer.dtls.DtlsFailure;
import dev.lanward.peer.dtls.DtlsHandshakes;
import dev.lanward.peer.dtls.DtlsLimits;
import dev.lanward.peer.dtls.DtlsListener;
import dev.lanward.peer.dtls.DtlsRole;
import dev.lanward.peer.store.StateDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is paired with a device, knocks and does DTLS as anybody would, and then sends
 * whatever SCTP it likes. Driven by the thread of the test, whenever that waits for something.
 */
final class HostileCaller implements Executor, DtlsListener, AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration REPEAT = Duration.ofMillis(200);

  private final Fingerprint device;
  private final DtlsCredential credential;
  private final Pairing pairing;
  private final InetSocketAddress door;
  private final SecureRandom random = new SecureRandom();
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final DtlsHandshakes handshakes = new DtlsHandshakes(DtlsLimits.DEFAULT, this, random);
  private final Selector selector = Selector.open();
  private final DatagramChannel channel = DatagramChannel.open();
  private final ByteBuffer received = ByteBuffer.allocate(1 << 16);
  private final Knocker knocker;
  private @Nullable DtlsEndpoint dtls;
  private String failure = "";
  private boolean isUp;
  private boolean isClosed;

  /** What comes in, and how what goes out looks. */
  final RawSctp sctp = new RawSctp();

  private HostileCaller(Device door, Identity identity, Pairing pairing) throws IOException {
    this.device = door.fingerprint();
    this.credential = DtlsCredential.of(identity);
    this.pairing = pairing;
    this.door =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), door.doorPort().orElseThrow());
    PairedKnock knock = knock();
    String pwd = pairing.key().doorPwd(knock.nonce(), device, identity.fingerprint());
    knocker = Knocker.create(knock, pwd, KnockerTimes.defaults(), random, now());
    channel.connect(this.door).configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ);
  }

  /**
   * Pairs a device of its own with {@code both}'s door, which is still in pairing mode, and takes
   * over what that knows.
   */
  static HostileCaller pairedWith(TwoDevices both, Path state) throws Exception {
    PairingInvitation invitation = TwoDevices.next(both.invitations);
    try (Device own =
        Device.builder()
            .name("Hostile")
            .stateDirectory(state)
            .interfaceName("lo")
            .withoutMdns()
            .withoutDoor()
            .start()) {
      own.pair(invitation.link().text()).get(20, TimeUnit.SECONDS);
      TwoDevices.next(both.paired);
    }
    StateDirectory directory = StateDirectory.open(state);
    Identity identity = directory.identityFile().load().orElseThrow();
    try (var store = directory.openTrustStore()) {
      return new HostileCaller(both.door, identity, store.all().get(0));
    }
  }

  private PairedKnock knock() {
    byte[] nonce = new byte[PairingKey.NONCE_BYTES];
    random.nextBytes(nonce);
    return new PairedKnock(Bytes.copyOf(nonce));
  }

  // --- What a test does with it ------------------------------------------------------------------

  /** Knocks, and does the handshakes of DTLS and SCTP. */
  HostileCaller connect() throws IOException {
    knocker.addCandidate(now(), new dev.lanward.ice.Path(0, door));
    drive(() -> isUp, "DTLS");
    send(sctp.init());
    drive(() -> sctp.hasCookie(), "INIT ACK");
    send(sctp.cookieEcho());
    drive(() -> sctp.isEstablished(), "COOKIE ACK");
    return this;
  }

  /** Sends one packet. */
  void send(ByteBuffer packet) {
    if (dtls != null && !isClosed) {
      dtls.send(packet);
    }
  }

  /**
   * Waits until the device has read all that was sent before, or is done with this session: so that
   * a flood is as fast as the device, and none of it is lost in a buffer.
   */
  void settle() throws IOException {
    while (!isOver()) {
      long nonce = random.nextLong();
      send(sctp.heartbeat(nonce));
      if (driveFor(REPEAT, () -> isOver() || sctp.lastHeartbeat() == nonce)) {
        return;
      }
    }
  }

  /** Goes on until {@code done}. */
  void drive(BooleanSupplier done, String what) throws IOException {
    if (!driveFor(LIMIT, () -> done.getAsBoolean() || !failure.isEmpty()) || !failure.isEmpty()) {
      throw new AssertionError("no " + what + "; " + failure + sctp.abort().orElse(""));
    }
  }

  /** Goes on until {@code done}, for so long at most; whether it is. */
  boolean driveFor(Duration time, BooleanSupplier done) throws IOException {
    long end = System.nanoTime() + time.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      selector.select(key -> {}, 5);
      receive();
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
      knocker.handleTimeout(now());
      drainKnocker();
    }
    return true;
  }

  /** Whether the device has ended the session. */
  boolean isOver() {
    return isClosed || sctp.abort().isPresent();
  }

  /** The id of its pairing at the device. */
  Fingerprint fingerprint() {
    return credential.fingerprint();
  }

  Optional<String> abort() {
    return sctp.abort();
  }

  @Override
  public void close() throws IOException {
    if (dtls != null) {
      dtls.close();
    }
    knocker.close(now());
    handshakes.close();
    channel.close();
    selector.close();
  }

  // --- How it works ------------------------------------------------------------------------------

  private static Tick now() {
    return new Tick(System.nanoTime());
  }

  private void receive() throws IOException {
    while (channel.read(received.clear()) > 0) {
      received.flip();
      KnockerDisposition what =
          knocker.handleDatagram(now(), new dev.lanward.ice.Path(0, door), received);
      if (what == KnockerDisposition.DTLS && dtls != null) {
        dtls.handleDatagram(received);
      }
      drainKnocker();
    }
  }

  private void drainKnocker() {
    Optional<KnockerEvent> event = knocker.pollEvent();
    while (event.isPresent()) {
      if (event.get() instanceof KnockerEvent.Connected) {
        dtls =
            handshakes
                .start(DtlsRole.CLIENT, this, credential, device, this::write, this)
                .orElseThrow();
      } else if (!(event.get() instanceof KnockerEvent.PathChanged)) {
        failure = "the door does not answer: " + event.get();
      }
      event = knocker.pollEvent();
    }
    Optional<Transmit> transmit = knocker.pollTransmit();
    while (transmit.isPresent()) {
      write(transmit.get().payload());
      transmit = knocker.pollTransmit();
    }
  }

  private void write(ByteBuffer datagram) {
    try {
      channel.write(datagram);
    } catch (IOException e) {
      failure = "the socket failed: " + e;
    }
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  @Override
  public void connected() {
    isUp = true;
  }

  @Override
  public void applicationData(ByteBuffer plain) {
    sctp.receive(plain);
  }

  @Override
  public void failed(DtlsFailure why) {
    failure = "the handshake failed: " + why;
  }

  @Override
  public void closed(DtlsClose reason) {
    isClosed = true;
  }
}
