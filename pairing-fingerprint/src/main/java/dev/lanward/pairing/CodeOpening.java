package dev.lanward.pairing;

import dev.lanward.core.Tick;
import dev.lanward.pairing.PairingEvent.Why;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The codes of pairing mode from its opening to its closing. Each code is retired by three wrong
 * guesses, by use or by age, and followed by another; twenty wrong guesses end the opening.
 */
final class CodeOpening {
  private final int nameplate;
  private final Tick ends;
  private final Duration codeLifetime;
  private final RandomGenerator random;
  private final Consumer<PairingEvent> events;
  private int wrongGuesses;

  /** Absent once the opening has ended. */
  private @Nullable ShownCode shown;

  CodeOpening(
      Tick now,
      int nameplate,
      Tick ends,
      Duration codeLifetime,
      RandomGenerator random,
      Consumer<PairingEvent> events) {
    this.nameplate = nameplate;
    this.ends = ends;
    this.codeLifetime = codeLifetime;
    this.random = random;
    this.events = events;
    show(now);
  }

  Optional<ShownCode> shown() {
    return Optional.ofNullable(shown);
  }

  /** Counts a wrong guess at the code that is shown; returns how many are left for it. */
  int wrongGuess(Tick now) {
    if (shown == null) {
      throw new IllegalStateException("pairing mode is closed: there is no code to guess");
    }
    int left = shown.wrongGuess();
    wrongGuesses++;
    events.accept(new PairingEvent.WrongGuess(left));
    if (wrongGuesses == PairingMode.GUESSES_PER_OPENING) {
      close(Why.TOO_MANY_GUESSES);
      return 0;
    }
    if (left == 0) {
      replace(now, Why.TOO_MANY_GUESSES);
    }
    return left;
  }

  void used(Tick now) {
    replace(now, Why.USED);
  }

  void close(Why why) {
    if (shown != null) {
      shown = null;
      events.accept(new PairingEvent.CodeRetired(why));
      events.accept(new PairingEvent.Closed(why));
    }
  }

  void handleTimeout(Tick now) {
    if (shown == null) {
      return;
    }
    if (!now.isBefore(ends)) {
      close(Why.EXPIRED);
    } else if (!now.isBefore(shown.expires())) {
      replace(now, Why.EXPIRED);
    }
  }

  Optional<Tick> nextTimeout() {
    return shown().map(ShownCode::expires);
  }

  private void replace(Tick now, Why why) {
    events.accept(new PairingEvent.CodeRetired(why));
    show(now);
  }

  private void show(Tick now) {
    Tick lived = now.plus(codeLifetime);
    Tick expires = lived.isBefore(ends) ? lived : ends;
    shown = new ShownCode(PairingCode.generate(nameplate, random), expires);
    events.accept(new PairingEvent.CodeShown(shown.code(), expires));
  }
}
