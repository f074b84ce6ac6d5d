package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.util.Optional;
import java.util.stream.Stream;

/** Arithmetic of timers. */
final class Ticks {

  private Ticks() {}

  @SafeVarargs
  static Optional<Tick> earliest(Optional<Tick>... ticks) {
    return Stream.of(ticks).flatMap(Optional::stream).min(Tick::compareTo);
  }
}
