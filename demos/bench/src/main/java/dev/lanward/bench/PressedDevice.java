package dev.lanward.bench;

import dev.lanward.core.Bytes;
import dev.lanward.peer.BufferFullException;
import dev.lanward.peer.Channel;
import dev.lanward.peer.Device;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The device of the back-pressure tests. On a channel {@code slow} its handler blocks until it is
 * told to read; on a channel {@code fast} it sends as fast as the channel takes it, as many
 * mebibytes as the label's end says: {@code fast 64}. Messages begin with their number, from 0.
 *
 * <p>Prints what {@link CrowdDevice} prints, and {@code read} and {@code written}. Words on its
 * input: those of {@link CrowdDevice}, {@code read} and {@code state}. Ends with its input.
 *
 * <p>Usage: {@code PressedDevice STATE-DIRECTORY INTERFACE}.
 */
public final class PressedDevice {
  private static final int MESSAGE_BYTES = 64 << 10;
  private static final int LOW_BYTES = 8 << 20;
  private static final int A_MEBIBYTE = (1 << 20) / MESSAGE_BYTES;

  private final Semaphore mayRead = new Semaphore(0);
  private final Semaphore hasRoom = new Semaphore(0);
  private volatile long messagesRead;
  private volatile long disordered;
  private volatile long messagesWritten;
  private volatile long mostBuffered;
  private volatile @Nullable Channel fast;

  private PressedDevice() {}

  /** Runs until its input ends. */
  public static void main(String[] args) throws Exception {
    PressedDevice pressed = new PressedDevice();
    try (Device device = CrowdDevice.start(Path.of(args[0]), args[1])) {
      device.onSession(session -> session.onChannel(pressed::opened));
      CrowdDevice.sayReady(device);
      CrowdDevice.sayLinks(device);
      BufferedReader told =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      for (String word = told.readLine(); word != null; word = told.readLine()) {
        switch (word) {
          case "read" -> pressed.mayRead.release(Integer.MAX_VALUE / 2);
          case "state" -> pressed.sayState();
          default -> CrowdDevice.answer(word, device);
        }
      }
    }
  }

  private void sayState() {
    Channel writing = fast;
    System.out.printf(
        Locale.ROOT,
        "{\"event\":\"state\",\"read\":%d,\"disordered\":%d,\"written\":%d,\"buffered\":%d,"
            + "\"mostBuffered\":%d}%n",
        messagesRead,
        disordered,
        messagesWritten,
        writing == null ? 0 : writing.bufferedAmount(),
        mostBuffered);
  }

  private void opened(Channel channel) {
    if (channel.label().equals("slow")) {
      channel.onBinary(this::read);
    } else if (channel.label().startsWith("fast ")) {
      long messages = A_MEBIBYTE * Long.parseLong(channel.label().substring("fast ".length()));
      fast = channel;
      channel.onBufferedAmountLow(LOW_BYTES, hasRoom::release);
      Thread writer = new Thread(() -> write(channel, messages), "writer");
      writer.setDaemon(true);
      writer.start();
    }
  }

  private void read(Bytes message) {
    mayRead.acquireUninterruptibly();
    disordered += message.toBuffer().getInt(0) == messagesRead ? 0 : 1;
    messagesRead++;
  }

  private void write(Channel channel, long messages) {
    while (messagesWritten < messages && channel.isOpen()) {
      ByteBuffer message = ByteBuffer.allocate(MESSAGE_BYTES).putInt(0, (int) messagesWritten);
      try {
        channel.send(Bytes.copyOf(message));
        messagesWritten++;
        mostBuffered = Math.max(mostBuffered, channel.bufferedAmount());
      } catch (BufferFullException e) {
        hasRoom.acquireUninterruptibly();
      }
    }
  }
}
