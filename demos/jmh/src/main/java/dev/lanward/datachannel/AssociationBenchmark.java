package dev.lanward.datachannel;

import dev.lanward.core.Tick;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A message from one association to another, with all packets both ways, in one thread and without
 * DTLS or a network.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AssociationBenchmark {
  private static final int CHANNEL = 0;
  private static final int PATH_BYTES = 1_400;

  /** Of the message. */
  @Param({"64", "65536"})
  public int messageBytes;

  private final ByteBuffer packet = ByteBuffer.allocate(2_048);
  private final SplittableRandom random = new SplittableRandom(1);
  private final Association near =
      Association.create(Role.DTLS_CLIENT, Limits.DEFAULT, random.split());
  private final Association far =
      Association.create(Role.DTLS_SERVER, Limits.DEFAULT, random.split());
  private ByteBuffer message = ByteBuffer.allocate(0);
  private long now = 1_000;

  /** Connects the two and warms the window up. */
  @Setup
  public void connect() {
    message = ByteBuffer.allocate(messageBytes);
    near.connect(tick());
    far.connect(tick());
    exchange();
    ChannelOptions options = ChannelOptions.negotiated("bench", CHANNEL);
    near.openChannel(tick(), options);
    far.openChannel(tick(), options);
    near.setPath(tick(), PATH_BYTES);
    far.setPath(tick(), PATH_BYTES);
    if (exchange() != 0 || !near.isConnected() || !far.isConnected()) {
      throw new AssertionError("the two do not connect");
    }
  }

  /** One message, until it is received and acknowledged. */
  @Benchmark
  public int message() {
    near.send(tick(), CHANNEL, MessageKind.BINARY, message);
    int received = exchange();
    if (received != 1) {
      throw new AssertionError(received + " messages were received instead of one");
    }
    return received;
  }

  /** Until neither has anything to say, going on in time when one waits; the messages received. */
  private int exchange() {
    int received = 0;
    boolean more = true;
    while (more) {
      more = carry(near, far) | carry(far, near);
      received += take(near) + take(far);
      if (!more && near.bufferedAmount(CHANNEL) + far.bufferedAmount(CHANNEL) > 0) {
        pass();
        more = true;
      }
    }
    return received;
  }

  private boolean carry(Association from, Association to) {
    boolean any = false;
    while (from.pollTransmit(packet.clear())) {
      to.handleDatagram(tick(), packet.flip());
      any = true;
    }
    return any;
  }

  private static int take(Association from) {
    int messages = 0;
    Optional<Event> event = from.pollEvent();
    while (event.isPresent()) {
      messages += event.get() instanceof Event.MessageReceived ? 1 : 0;
      event = from.pollEvent();
    }
    return messages;
  }

  private void pass() {
    now += 1_000_000;
    near.handleTimeout(tick());
    far.handleTimeout(tick());
  }

  private Tick tick() {
    return new Tick(now += 1_000);
  }
}
