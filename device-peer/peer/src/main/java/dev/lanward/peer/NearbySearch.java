package dev.lanward.peer;

/** Devices being looked for. Close it when they are no longer of interest. */
public final class NearbySearch implements AutoCloseable {
  private final Runnable end;

  NearbySearch(Runnable end) {
    this.end = end;
  }

  /** Looks no more. A device may still be told by a call that is under way. */
  @Override
  public void close() {
    end.run();
  }
}
