package dev.lanward.cli;

/**
 * What one of the doctor's checks has found.
 *
 * @param check its name, one word for programs
 * @param level how bad it is
 * @param message what is so
 * @param next what to do about it; empty when there is nothing to do
 */
record Finding(String check, Level level, String message, String next) {

  /** How bad a finding is. */
  enum Level {
    /** As it should be. */
    OK,
    /** Something will not work, or not everywhere. */
    WARN,
    /** A device cannot work like this. */
    FAIL
  }

  static Finding ok(String check, String message) {
    return new Finding(check, Level.OK, message, "");
  }

  static Finding warn(String check, String message, String next) {
    return new Finding(check, Level.WARN, message, next);
  }

  static Finding fail(String check, String message, String next) {
    return new Finding(check, Level.FAIL, message, next);
  }
}
