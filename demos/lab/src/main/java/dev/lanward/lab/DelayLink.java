package dev.lanward.lab;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A cable in user space: moves frames between two network interfaces, late or not at all.
 *
 * <p>Usage: {@code DelayLink HOST_SIDE LAN_SIDE DELAY_NANOS JITTER_NANOS LOSS SEED}. It prints
 * {@code ready} once it forwards, and runs until it is killed.
 */
public final class DelayLink {
  /** Frames taken from one side before the other side and the timers get their turn. */
  private static final int BATCH = 64;

  private static final int POLLFD_BYTES = 8;
  private static final int POLLFD_EVENTS = 4;
  private static final int TIMESPEC_BYTES = 16;
  private static final int TIMESPEC_NANOS = 8;
  private static final long NANOS_A_SECOND = 1_000_000_000L;

  private final PacketSocket host;
  private final PacketSocket lan;
  private final DelayLine out;
  private final DelayLine in;
  private final Memory polled = new Memory(2 * POLLFD_BYTES);
  private final Memory timeout = new Memory(TIMESPEC_BYTES);

  private DelayLink(PacketSocket host, PacketSocket lan, Impairment impairment) {
    this.host = host;
    this.lan = lan;
    out = new DelayLine(impairment, DelayLine.Direction.OUT);
    in = new DelayLine(impairment, DelayLine.Direction.IN);
    polled.clear();
    polled.setInt(0, host.descriptor());
    polled.setShort(POLLFD_EVENTS, LibC.POLLIN);
    polled.setInt(POLLFD_BYTES, lan.descriptor());
    polled.setShort(POLLFD_BYTES + POLLFD_EVENTS, LibC.POLLIN);
  }

  /** Runs the link until the process is killed. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 6) {
      throw new IllegalArgumentException(
          "usage: DelayLink HOST_SIDE LAN_SIDE DELAY_NANOS JITTER_NANOS LOSS SEED");
    }
    Impairment impairment =
        new Impairment(
            Long.parseLong(arguments[2]),
            Long.parseLong(arguments[3]),
            Double.parseDouble(arguments[4]),
            Long.parseLong(arguments[5]));
    DelayLink link =
        new DelayLink(PacketSocket.open(arguments[0]), PacketSocket.open(arguments[1]), impairment);
    System.out.println("ready");
    while (true) {
      link.turn();
    }
  }

  private void turn() {
    await();
    take(host, out);
    take(lan, in);
    deliver(out, lan);
    deliver(in, host);
  }

  private void await() {
    long due = Math.min(dueOrNever(out), dueOrNever(in));
    Pointer wait = Pointer.NULL;
    if (due != Long.MAX_VALUE) {
      long nanos = Math.max(0, due - System.nanoTime());
      timeout.setLong(0, nanos / NANOS_A_SECOND);
      timeout.setLong(TIMESPEC_NANOS, nanos % NANOS_A_SECOND);
      wait = timeout;
    }
    LibC.ppoll(polled, 2, wait, Pointer.NULL);
  }

  private static void take(PacketSocket from, DelayLine line) {
    for (int i = 0; i < BATCH; i++) {
      Optional<byte[]> frame = from.receive();
      if (frame.isEmpty()) {
        return;
      }
      line.offer(System.nanoTime(), frame.get());
    }
  }

  private static void deliver(DelayLine line, PacketSocket to) {
    Optional<byte[]> frame;
    while ((frame = line.poll(System.nanoTime())).isPresent()) {
      // A full or vanished interface loses the frame, as a real one does.
      boolean unused = to.send(frame.get());
    }
  }

  private static long dueOrNever(DelayLine line) {
    OptionalLong due = line.nextTimeout();
    return due.isPresent() ? due.getAsLong() : Long.MAX_VALUE;
  }
}
