package dev.lanward.cli;

/** What of the libraries' logs a person sees. Must run before the first logger is made. */
final class Logging {
  private static final String PREFIX = "org.slf4j.simpleLogger.";

  private Logging() {}

  /**
   * Quiet unless asked: what matters is told as an event, in one line. The state directory's
   * warnings (others could read it) are the exception.
   */
  static void configure(boolean verbose) {
    set("showThreadName", Boolean.toString(verbose));
    set("showShortLogName", "true");
    set("showLogName", "false");
    set("defaultLogLevel", verbose ? "debug" : "off");
    set("log.dev.lanward.peer.store", verbose ? "debug" : "warn");
    set("log.org.eclipse.jetty", verbose ? "info" : "off");
    set("log.org.kurento", "off"); // It shows addresses with their passwords, and a server's bytes.
  }

  private static void set(String name, String value) {
    if (System.getProperty(PREFIX + name) == null) {
      System.setProperty(PREFIX + name, value);
    }
  }
}
