package dev.lanward.kurentodouble;

import org.jspecify.annotations.Nullable;

/**
 * A media engine that is started before it is needed, as a server has its media always at hand. The
 * desk's thread.
 */
final class SpareEngine {
  private @Nullable EngineEnd spare;

  /** One will be needed soon. */
  void prepare(World world) {
    if (spare == null || spare.hasEnded()) {
      spare = EngineEnd.start(world);
    }
  }

  /** The one that is there, or else a new one; another takes its place. */
  EngineEnd take(World world) {
    prepare(world);
    EngineEnd taken = java.util.Objects.requireNonNull(spare);
    spare = null;
    prepare(world);
    return taken;
  }

  void end() {
    if (spare != null) {
      spare.kill();
      spare = null;
    }
  }
}
