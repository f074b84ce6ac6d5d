package dev.lanward.peer;

import dev.lanward.core.Bytes;
import dev.lanward.datachannel.ChannelOptions;
import dev.lanward.datachannel.MessageKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A channel as the program sees it. What comes from the loop is handed to the callback thread, in a
 * lane of the channel's own, where it waits until there is a handler for it; a message counts
 * against the peer's window until a handler has taken it.
 */
final class ChannelEnd implements Channel, StreamEnd {
  /** What the channels of a session may hold without a handler; less than the receive window. */
  static final long MAX_HELD_BYTES = 512 << 10;

  /** What of a session may be taken before the loop is woken to hear of it: little of a window. */
  private static final long MAX_UNTOLD_BYTES = 16 << 10;

  private record Message(MessageKind kind, Bytes payload) {
    /** An empty message is not free either. */
    int cost() {
      return payload.length() + 64;
    }
  }

  private final Engine engine;
  private final Connection connection;
  private final ChannelOptions options;
  private final SessionHandlers session;
  private final Callbacks.Lane lane;
  private final AtomicLong buffered = new AtomicLong();

  /** The loop's; -1 until the channel has its id. */
  private int id = -1;

  private volatile boolean open = true;

  // The callback thread's.
  private final Queue<Message> held = new ArrayDeque<>();
  private @Nullable Consumer<String> onText;
  private @Nullable Consumer<Bytes> onBinary;
  private @Nullable Runnable onClose;
  private boolean closeTold;

  /** Set on any thread, read on the loop's. */
  private volatile @Nullable LowMark lowMark;

  private record LowMark(long threshold, Runnable handler) {}

  ChannelEnd(
      Engine engine, Connection connection, ChannelOptions options, SessionHandlers session) {
    this.engine = engine;
    this.connection = connection;
    this.options = options;
    this.session = session;
    this.lane = engine.callbacks().lane();
  }

  /** Where its handlers run; to be started when the program knows of the channel. */
  Callbacks.Lane lane() {
    return lane;
  }

  /** The loop's: the stream it has got. */
  void assign(int streamId) {
    id = streamId;
  }

  // --- Any thread --------------------------------------------------------------------------------

  @Override
  public String label() {
    return options.label();
  }

  @Override
  public String protocol() {
    return options.protocol();
  }

  @Override
  public void send(String text) {
    send(MessageKind.TEXT, Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void send(Bytes message) {
    send(MessageKind.BINARY, message);
  }

  @Override
  public long bufferedAmount() {
    return buffered.get();
  }

  @Override
  public void onText(Consumer<String> handler) {
    engine.callbacks().change(lane, () -> onText = handler);
    lane.run(this::deliverHeld);
  }

  @Override
  public void onBinary(Consumer<Bytes> handler) {
    engine.callbacks().change(lane, () -> onBinary = handler);
    lane.run(this::deliverHeld);
  }

  @Override
  public void onBufferedAmountLow(long threshold, Runnable handler) {
    if (threshold < 0) {
      throw new IllegalArgumentException("a threshold is not negative, was " + threshold);
    }
    lowMark = new LowMark(threshold, handler);
  }

  @Override
  public void onClose(Runnable handler) {
    engine.callbacks().change(lane, () -> onClose = handler);
    lane.run(this::callOnClose);
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      engine.onLoop(() -> connection.closeChannel(id));
    }
  }

  // --- The loop's --------------------------------------------------------------------------------

  @Override
  public void message(MessageKind kind, Bytes payload) {
    lane.run(() -> receive(new Message(kind, payload)));
    engine.loop().expectTask();
  }

  @Override
  public void drained(long bytes) {
    long left = buffered.addAndGet(-bytes);
    LowMark mark = lowMark;
    if (mark != null && left <= mark.threshold() && left + bytes > mark.threshold()) {
      lane.run(mark.handler());
    }
  }

  @Override
  public void closed() {
    open = false;
    lane.run(this::tellClosed);
  }

  // --- The callback thread's ---------------------------------------------------------------------

  private void receive(Message message) {
    held.add(message);
    session.heldBytes().addAndGet(message.cost());
    deliverHeld();
    if (!held.isEmpty() && session.heldBytes().get() > MAX_HELD_BYTES) {
      // Nobody wants this channel, and it would stop the others.
      close();
      discardHeld();
    }
  }

  /** In order, but a message of a kind that nobody hears stays behind those of the other. */
  private void deliverHeld() {
    for (Iterator<Message> each = held.iterator(); each.hasNext(); ) {
      Message message = each.next();
      if (hasHandler(message)) {
        each.remove();
        Callbacks.guarded(() -> deliver(message));
        taken(message);
      }
    }
  }

  private boolean hasHandler(Message message) {
    return message.kind() == MessageKind.TEXT ? onText != null : onBinary != null;
  }

  private void deliver(Message message) {
    if (message.kind() == MessageKind.TEXT && onText != null) {
      // Malformed UTF-8 becomes replacement characters, as in browsers.
      onText.accept(new String(message.payload().toArray(), StandardCharsets.UTF_8));
    } else if (onBinary != null) {
      onBinary.accept(message.payload());
    }
  }

  private void discardHeld() {
    held.forEach(this::taken);
    held.clear();
  }

  private void taken(Message message) {
    int cost = message.cost();
    session.heldBytes().addAndGet(-cost);
    Runnable task =
        () -> {
          session.untoldBytes().addAndGet(-cost);
          connection.consumed(id, message.payload().length());
        };
    if (session.untoldBytes().addAndGet(cost) > MAX_UNTOLD_BYTES) {
      engine.onLoop(task);
    } else {
      engine.loop().executeWhenAwake(task);
    }
  }

  private void tellClosed() {
    closeTold = true;
    discardHeld();
    callOnClose();
    session.channelEnded();
  }

  private void callOnClose() {
    Runnable handler = onClose;
    if (closeTold && handler != null) {
      onClose = null;
      Callbacks.guarded(handler);
    }
  }

  private void send(MessageKind kind, Bytes payload) {
    if (payload.length() > MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException(
          "a message has at most %d bytes (protocol section 7), not %d"
              .formatted(MAX_MESSAGE_BYTES, payload.length()));
    }
    if (!open || connection.outflow().isClosed()) {
      throw new IllegalStateException("the channel \"" + options.label() + "\" is closed");
    }
    connection.outflow().reserve(payload.length());
    buffered.addAndGet(payload.length());
    if (!engine.onLoop(() -> connection.send(id, kind, payload))) {
      throw new IllegalStateException("the device is closed");
    }
  }
}
