package dev.lanward.datachannel;

/** The simulator saw what may never happen. */
final class BrokenInvariant extends AssertionError {
  private static final long serialVersionUID = 1;

  BrokenInvariant(String what) {
    super(what);
  }

  BrokenInvariant(String what, Throwable cause) {
    super(what, cause);
  }

  /**
   * Fails with {@code what}, formatted, unless {@code ok}: formatting is too slow for each step.
   */
  static void require(boolean ok, String what, Object... arguments) {
    if (!ok) {
      throw new BrokenInvariant(String.format(what, arguments));
    }
  }
}
