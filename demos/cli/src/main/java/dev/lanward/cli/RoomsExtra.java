package dev.lanward.cli;

import dev.lanward.peer.PairingInvitation;
import dev.lanward.peer.Session;
import dev.lanward.rooms.Invitation;
import dev.lanward.rooms.io.RoomsDesk;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Has a running device keep rooms (docs/rooms.md), tells of them, and takes its owner's orders. */
final class RoomsExtra implements RunningExtra {
  /**
   * Each code lets one page in, and lasts five minutes: a page that takes all of them ends here.
   */
  private static final int MOST_TOLD = 64;

  /** What a person types. */
  static final String ORDERS = "kick NAME, ban NAME, lock, unlock.";

  private final Path state;
  private final DeviceEvents events;
  private final boolean isForGame;
  private volatile @Nullable RoomsDesk desk;
  private volatile Executor teller = Runnable::run;
  private int told;

  private RoomsExtra(Path state, DeviceEvents events, boolean isForGame) {
    this.state = state;
    this.events = events;
    this.isForGame = isForGame;
  }

  /** Rooms whose players are let in by whoever shows them the device's code. */
  static RoomsExtra of(Path state, DeviceEvents events) {
    return new RoomsExtra(state, events, false);
  }

  /** Rooms of a device that is there for a game: who was there first may let others in. */
  static RoomsExtra ofGame(Path state, DeviceEvents events) {
    return new RoomsExtra(state, events, true);
  }

  /** The device has the state directory for itself by now. */
  @Override
  public void begin(Executor tellingOne) {
    teller = tellingOne;
    desk = new RoomsDesk(state, event -> tellingOne.execute(() -> events.room(event)));
  }

  @Override
  public void join(Session session, Executor tellingOne) {
    open().join(session);
  }

  /** The room's owner shows it to the next player, who need not see this device's screen. */
  @Override
  public void invite(Optional<PairingInvitation> invitation, String page) {
    if (isForGame) {
      open()
          .invite(
              invitation
                  .filter(shown -> ++told <= MOST_TOLD)
                  .map(shown -> new Invitation(shown.code(), shown.link(), page)));
    }
  }

  @Override
  public boolean takeTyped(String line) {
    String[] words = line.split(" ", 2);
    String order = words[0].toLowerCase(Locale.ROOT);
    boolean isAlone = words.length == 1;
    if (isAlone && (order.equals("lock") || order.equals("unlock"))) {
      boolean isLocked = order.equals("lock");
      lock(isLocked);
      teller.execute(() -> events.locked(isLocked));
    } else if (!isAlone && (order.equals("kick") || order.equals("ban"))) {
      try {
        kick(words[1].strip(), order.equals("ban"));
      } catch (CommandFailedException e) {
        teller.execute(() -> events.error(Failures.code(e), Failures.message(e)));
      }
    } else if (isForGame && !line.isEmpty()) {
      // Its pages have no chat that this could be meant for.
      String why = "There is no order \"" + line + "\". There are: pair, " + ORDERS;
      teller.execute(() -> events.error("malformed", why));
    } else {
      return false;
    }
    return true;
  }

  @Override
  public void kick(String player, boolean isBan) throws CommandFailedException {
    if (open().kick(player, isBan) == 0) {
      throw new CommandFailedException("unknown-peer", "No player is called " + player + ".");
    }
  }

  @Override
  public void lock(boolean isLocked) {
    open().lock(isLocked);
  }

  private RoomsDesk open() {
    RoomsDesk opened = desk;
    if (opened == null) {
      throw new AssertionError("a session or an order before begin");
    }
    return opened;
  }
}
