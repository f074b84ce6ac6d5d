package dev.lanward.bench;

import static dev.lanward.bench.BenchLines.say;

import dev.lanward.peer.Channel;
import dev.lanward.peer.Device;
import dev.lanward.peer.Peer;
import dev.lanward.peer.Session;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One end of a session between two devices, through the public API, for {@code ./lanward bench
 * data}. Commands are lines of words on standard input, answers lines of JSON; the README has the
 * list.
 */
public final class DataEnd {
  private final Device device;
  private @Nullable Measuring measuring;
  private volatile boolean streaming;

  private DataEnd(Device device) {
    this.device = device;
  }

  /** Takes the directory of the device's state. */
  public static void main(String[] arguments) throws Exception {
    try (Device device = BenchLines.device(arguments[0])) {
      DataEnd end = new DataEnd(device);
      device.onSession(DataEnd::serve);
      BenchLines.obey(end::obey);
    }
  }

  private void obey(String[] words) throws Exception {
    switch (words[0]) {
      case "offer" -> BenchLines.invite(device);
      case "answer" -> connect(words[1]);
      default -> measure(words[0], words.length < 2 ? 0 : Integer.parseInt(words[1]));
    }
  }

  /** Returns pings, says when it has all of a transfer, and sends one when it is asked to. */
  private static void serve(Session session) {
    session.onChannel("rtt", channel -> channel.onBinary(channel::send));
    session.onChannel("bulk", DataEnd::count);
    session.onChannel("fetch", DataEnd::give);
    say("open", "\"end\":\"invited\"");
  }

  private static void count(Channel channel) {
    long[] bytes = {0};
    channel.onBinary(message -> bytes[0] += message.length());
    channel.onText(
        end -> {
          channel.send(Long.toString(bytes[0]));
          bytes[0] = 0;
        });
  }

  private static void give(Channel channel) {
    channel.onText(
        mebibytes -> {
          long bytes = Long.parseLong(mebibytes) << 20;
          start(() -> Measuring.send(channel, sent -> sent < bytes));
        });
  }

  private void connect(String link) throws Exception {
    Peer peer = device.pair(link).get(20, TimeUnit.SECONDS);
    measuring = new Measuring(device.connect(peer.id()).get(20, TimeUnit.SECONDS));
    say("open", "\"end\":\"caller\"");
  }

  private void measure(String command, int number) {
    Measuring by = measuring;
    if (by == null) {
      throw new IllegalStateException(command + ": only the end that connected measures");
    }
    switch (command) {
      case "bulk" ->
          start(() -> say("bulk", by.transfer(sent -> sent < (long) number << 20).fields()));
      case "rtt" -> start(() -> say("rtt", by.pings(number)));
      case "stream" -> {
        streaming = true;
        start(() -> say("stopped", by.transfer(sent -> streaming).fields()));
      }
      case "stop" -> streaming = false;
      default -> throw new IllegalArgumentException("no such command: " + command);
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "bench");
    thread.setDaemon(true);
    thread.start();
  }
}
