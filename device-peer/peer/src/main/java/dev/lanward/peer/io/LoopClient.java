package dev.lanward.peer.io;

import dev.lanward.core.Tick;
import java.util.Optional;

/** Something that lives on a {@link Loop}: cores with timers and output to drain. */
public interface LoopClient {

  /** When this wants to be called at the latest; nothing when only input can wake it. */
  Optional<Tick> nextTimeout();

  /** The time that {@link #nextTimeout} named has come. */
  void handleTimeout(Tick now);

  /**
   * A turn's tasks, datagrams and timers are through: the moment to send what they brought about,
   * such as one acknowledgement for a whole batch of packets.
   */
  default void endOfTurn(Tick now) {}
}
