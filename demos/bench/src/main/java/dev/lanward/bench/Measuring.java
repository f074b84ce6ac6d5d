package dev.lanward.bench;

import dev.lanward.core.Bytes;
import dev.lanward.peer.Channel;
import dev.lanward.peer.Session;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.LongPredicate;

/** The end that measures: sends in bulk on one channel, and pings on another. */
final class Measuring {
  private static final Bytes MESSAGE = Bytes.copyOf(new byte[65_536]);
  private static final Bytes PING = Bytes.copyOf(new byte[64]);

  /** How much may wait to be sent before the sender waits, and until it goes on. */
  private static final long HIGH = 4 << 20;

  private static final long LOW = 1 << 20;

  private final Channel bulk;
  private final Channel rtt;

  Measuring(Session session) {
    bulk = session.openChannel("bulk");
    rtt = session.openChannel("rtt");
  }

  /** What a transfer took, from the first message until the other end had the last. */
  record Transfer(long bytes, double seconds) {
    String fields() {
      return "\"bytes\":" + bytes + ",\"seconds\":" + seconds;
    }
  }

  /** Sends until {@code more}, told what was sent, says no. */
  Transfer transfer(LongPredicate more) {
    CompletableFuture<String> whole = new CompletableFuture<>();
    bulk.onText(whole::complete);
    long start = System.nanoTime();
    long sent = send(bulk, more);
    whole.join();
    return new Transfer(sent, (System.nanoTime() - start) / 1e9);
  }

  /** Sends on {@code channel} until {@code more} says no, and then says so; the bytes. */
  static long send(Channel channel, LongPredicate more) {
    Semaphore room = new Semaphore(0);
    channel.onBufferedAmountLow(LOW, room::release);
    long sent = 0;
    while (more.test(sent)) {
      room.drainPermits();
      if (channel.bufferedAmount() >= HIGH) {
        room.acquireUninterruptibly();
      }
      channel.send(MESSAGE);
      sent += MESSAGE.length();
    }
    channel.send("end");
    return sent;
  }

  /** Sends one ping after the other; the times of their returns, in microseconds. */
  String pings(int count) {
    double[] micros = new double[count];
    int[] done = {0};
    long[] start = {0};
    CompletableFuture<String> all = new CompletableFuture<>();
    rtt.onBinary(
        pong -> {
          long now = System.nanoTime();
          micros[done[0]++] = (now - start[0]) / 1e3;
          if (done[0] == count) {
            all.complete("\"micros\":" + Arrays.toString(micros));
          } else {
            start[0] = System.nanoTime();
            rtt.send(PING);
          }
        });
    start[0] = System.nanoTime();
    rtt.send(PING);
    return all.join();
  }
}
