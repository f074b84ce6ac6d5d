package dev.lanward.rooms.io;

import dev.lanward.core.Bytes;
import dev.lanward.core.Tick;
import dev.lanward.peer.Channel;
import dev.lanward.peer.Session;
import dev.lanward.rooms.Invitation;
import dev.lanward.rooms.Output;
import dev.lanward.rooms.RoomEvent;
import dev.lanward.rooms.RoomState;
import dev.lanward.rooms.Rooms;
import dev.lanward.rooms.RoomsProtocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rooms for the pages that are paired with a device (docs/rooms.md).
 *
 * <p>All methods may be called from any thread. The listener hears on the device's callback thread
 * or on {@code lanward-rooms}, and must not wait.
 */
public final class RoomsDesk implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RoomsDesk.class);

  /** Pages that have the desk open, players or not. */
  private static final int MOST_GUESTS = 256;

  private static final int TIMER_MILLIS = 250;

  /** What may wait for a page: more, and what may be lost is; yet more, and the page is cut off. */
  private static final long LOSSY_BYTES = 256 * 1024;

  private static final long MOST_WAITING_BYTES = 2 * 1024 * 1024;

  /** A page that has the desk open. */
  private static final class Seat {
    final Session session;
    final Channel desk;
    @Nullable Channel reliable;
    @Nullable Channel unreliable;

    Seat(Session session, Channel desk) {
      this.session = session;
      this.desk = desk;
    }

    void close() {
      for (Channel each : new Channel[] {desk, reliable, unreliable}) {
        if (each != null) {
          each.close();
        }
      }
    }
  }

  /** By pairing id; the latest of each. Guarded by this. */
  private final Map<String, Seat> seats = new HashMap<>();

  /** Guarded by this. */
  private final Rooms rooms;

  private final RoomsFile file;
  private final Consumer<RoomEvent> listener;
  private final LongSupplier nanoTime;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "lanward-rooms");
            thread.setDaemon(true);
            return thread;
          });

  /** What the file holds; of the timer's thread only. */
  private List<RoomState> saved;

  /**
   * Rooms as they were when the device that has this state directory ended, if it ran before.
   *
   * @param listener hears what happens in them
   */
  public RoomsDesk(Path stateDirectory, Consumer<RoomEvent> listener) {
    this(stateDirectory, listener, System::nanoTime);
    timer.scheduleAtFixedRate(this::tick, TIMER_MILLIS, TIMER_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** With the clock of a test, which calls {@link #tick} itself. */
  RoomsDesk(Path stateDirectory, Consumer<RoomEvent> listener, LongSupplier nanoTime) {
    this.file = new RoomsFile(stateDirectory.resolve("rooms.json"));
    this.listener = listener;
    this.nanoTime = nanoTime;
    this.saved = file.load();
    this.rooms = new Rooms(now(), System.currentTimeMillis(), saved);
  }

  /** Lets the peer of {@code session} take part, if it wants to. */
  public void join(Session session) {
    session.onChannel(RoomsProtocol.DESK_LABEL, desk -> enter(session, desk));
    session.onChannel(RoomsProtocol.RELAY_LABEL, channel -> relay(session, channel, true));
    session.onChannel(
        RoomsProtocol.UNRELIABLE_RELAY_LABEL, channel -> relay(session, channel, false));
  }

  /**
   * Sends out every player with that id or name.
   *
   * @param isBan for as long as its room lasts, rather than for five minutes
   * @return how many there were
   */
  public synchronized int kick(String idOrName, boolean isBan) {
    int count = rooms.kick(now(), idOrName, isBan);
    drain();
    return count;
  }

  /** What the device shows to whoever is to be paired next; nothing where pairing is closed. */
  public synchronized void invite(Optional<Invitation> next) {
    rooms.invite(next);
    drain();
  }

  /** Locks all rooms to newcomers, or unlocks them. */
  public synchronized void lock(boolean isLocked) {
    rooms.lock(now(), isLocked);
    drain();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** What time alone brings about, and the file. */
  void tick() {
    List<RoomState> states;
    synchronized (this) {
      rooms.handleTimeout(now());
      drain();
      states = rooms.states();
    }
    if (!states.equals(saved)) {
      saved = states;
      save(states);
    }
  }

  private void save(List<RoomState> states) {
    try {
      file.save(states);
    } catch (IOException e) {
      LOG.warn("The rooms cannot be saved, and will not outlive a restart: {}", e.toString());
    }
  }

  private synchronized void enter(Session session, Channel desk) {
    String id = session.peer().id();
    boolean isNew = !seats.containsKey(id);
    if (!desk.protocol().equals(RoomsProtocol.DESK_PROTOCOL)
        || (isNew && seats.size() >= MOST_GUESTS)) {
      desk.close();
      return;
    }
    Seat seat = new Seat(session, desk);
    Seat before = seats.put(id, seat);
    rooms.enter(now(), id, session.peer().fingerprint());
    desk.onText(text -> heard(id, seat, text));
    desk.onBinary(bytes -> heard(id, seat, "")); // which is malformed
    desk.onClose(() -> left(id, seat));
    if (before != null) {
      if (before.session != session) {
        sayReplaced(before);
      }
      before.close();
    }
  }

  /** To another tab of the same page, which would come back for ever otherwise. */
  private static void sayReplaced(Seat before) {
    try {
      before.desk.send(RoomsProtocol.REPLACED);
    } catch (IllegalStateException e) {
      // It is gone already, as after a loss.
    }
  }

  private synchronized void heard(String id, Seat seat, String text) {
    if (seats.get(id) == seat) {
      rooms.handleText(now(), id, text);
      drain();
    }
  }

  private synchronized void left(String id, Seat seat) {
    if (seats.remove(id, seat)) {
      rooms.leave(now(), id);
      drain();
      seat.close();
    }
  }

  /** A page opens these after the desk; the latest of each is the one that is used. */
  private synchronized void relay(Session session, Channel channel, boolean isReliable) {
    String id = session.peer().id();
    Seat seat = seats.get(id);
    if (seat == null || !channel.protocol().equals(RoomsProtocol.RELAY_PROTOCOL)) {
      channel.close();
      return;
    }
    Channel before = isReliable ? seat.reliable : seat.unreliable;
    if (isReliable) {
      seat.reliable = channel;
    } else {
      seat.unreliable = channel;
    }
    if (before != null) {
      before.close();
    }
    channel.onBinary(frame -> passOn(id, seat, frame, isReliable));
    channel.onText(text -> passOn(id, seat, Bytes.empty(), isReliable)); // which is for nobody
  }

  private synchronized void passOn(String id, Seat seat, Bytes frame, boolean isReliable) {
    if (seats.get(id) == seat) {
      rooms.handleRelay(now(), id, frame, isReliable);
      drain();
    }
  }

  private void drain() {
    for (Optional<Output> next = rooms.pollOutput(); next.isPresent(); next = rooms.pollOutput()) {
      carryOut(next.get());
    }
  }

  private void carryOut(Output output) {
    if (output instanceof Output.Say say) {
      Seat seat = seats.get(say.peer());
      if (seat != null) {
        orCutOff(say.peer(), seat.desk, () -> seat.desk.send(say.text()));
      }
    } else if (output instanceof Output.Relay relay) {
      Seat seat = seats.get(relay.peer());
      Channel channel = seat == null ? null : relay.isReliable() ? seat.reliable : seat.unreliable;
      if (channel != null && (relay.isReliable() || channel.bufferedAmount() < LOSSY_BYTES)) {
        orCutOff(relay.peer(), channel, () -> channel.send(relay.frame()));
      }
    } else if (output instanceof Output.Close close) {
      Seat seat = seats.remove(close.peer());
      if (seat != null) {
        seat.close();
      }
    } else if (output instanceof Output.Told told) {
      listener.accept(told.event());
    }
  }

  /** A page that takes nothing is not waited for: it comes back by itself when it can. */
  private void orCutOff(String id, Channel channel, Runnable sending) {
    try {
      if (channel.bufferedAmount() < MOST_WAITING_BYTES) {
        sending.run();
        return;
      }
    } catch (IllegalStateException e) {
      // It is full, or gone, of which its own end tells.
    }
    Seat seat = seats.get(id);
    if (seat != null) {
      closeSoon(seat);
    }
  }

  /** Not from within what another page has said. */
  private void closeSoon(Seat seat) {
    try {
      timer.execute(seat::close);
    } catch (RejectedExecutionException e) {
      // The desk itself is closed.
    }
  }

  private Tick now() {
    return new Tick(nanoTime.getAsLong());
  }
}
