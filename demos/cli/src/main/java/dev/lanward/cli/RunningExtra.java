package dev.lanward.cli;

import dev.lanward.peer.PairingInvitation;
import dev.lanward.peer.Session;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

/** What a command adds to a running device. */
interface RunningExtra {
  /** Nothing: a device that runs until it is interrupted. */
  static RunningExtra none() {
    return (session, teller) -> {};
  }

  /**
   * Hears of a session that a peer has opened.
   *
   * @param teller runs what prints something
   */
  void join(Session session, Executor teller);

  /** Hears, before anything else, by what prints something. */
  default void begin(Executor teller) {
    // Nothing of it before a session.
  }

  /**
   * The device shows this now, or nothing any more.
   *
   * @param page where others open its pages, or empty where it serves none
   */
  default void invite(Optional<PairingInvitation> invitation, String page) {
    // Who is to pair looks at the screen.
  }

  /** Somebody rings at the device. */
  default void ring() throws CommandFailedException {
    throw new CommandFailedException(
        "malformed", "Input not understood: ring is for a device with --camera.");
  }

  /** Refuses what a peer has asked for. */
  default void refuse(String peer) throws CommandFailedException {
    throw new CommandFailedException(
        "malformed", "Input not understood: refuse is for a device with --camera.");
  }

  /** Whether a line that was typed was meant for it, and taken. */
  default boolean takeTyped(String line) {
    return false;
  }

  /** Answers what was asked: {@code accept} or {@code decline}. */
  default void answer(String transfer, boolean isAccepted) throws CommandFailedException {
    throw new CommandFailedException(
        "malformed", "Input not understood: accept and decline are for lanward receive.");
  }

  /** Sends players out of their rooms: for five minutes, or as long as the room lasts. */
  default void kick(String player, boolean isBan) throws CommandFailedException {
    throw new CommandFailedException(
        "malformed", "Input not understood: kick and ban are for a device with --rooms.");
  }

  /** Lets no newcomers into rooms, or lets them in again. */
  default void lock(boolean isLocked) throws CommandFailedException {
    throw new CommandFailedException(
        "malformed", "Input not understood: lock is for a device with --rooms.");
  }

  /** Returns, with its failure if there was one, when the command is over by itself. */
  default Optional<CommandFailedException> awaitEnd() throws InterruptedException {
    new CountDownLatch(1).await();
    return Optional.empty();
  }
}
