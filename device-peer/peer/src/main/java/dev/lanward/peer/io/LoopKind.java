package dev.lanward.peer.io;

import io.netty.channel.epoll.Epoll;
import java.util.Locale;

/**
 * What a loop reads and writes datagrams with.
 *
 * @see <a href="https://docs.kernel.org/networking/segmentation-offloads.html">Segmentation
 *     offloads in Linux</a>
 */
public enum LoopKind {
  /** Java's own channels: everywhere. */
  NIO,
  /**
   * Netty's epoll transport, where many datagrams to one peer cross the kernel at once (GSO, GRO):
   * on Linux.
   */
  EPOLL;

  /** Chooses one by name: {@code nio} or {@code epoll}. */
  private static final String VARIABLE = "LANWARD_IO";

  /**
   * What the environment variable {@code LANWARD_IO} says, else the fastest that this system has.
   *
   * @throws IllegalStateException when the variable names another, or what this system has not
   */
  public static LoopKind chosen() {
    String name = System.getenv(VARIABLE);
    return name == null || name.isEmpty() ? fastest() : named(name);
  }

  static LoopKind named(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "nio" -> NIO;
      case "epoll" -> {
        if (!EpollAvailability.isThere()) {
          throw new IllegalStateException(
              VARIABLE + "=epoll: this system has it not: " + EpollAvailability.whyNot());
        }
        yield EPOLL;
      }
      default ->
          throw new IllegalStateException(VARIABLE + " must be nio or epoll, was \"" + name + '"');
    };
  }

  private static LoopKind fastest() {
    return EpollAvailability.isThere() ? EPOLL : NIO;
  }

  /** Apart, so that a program from which Netty was left out does not look for it. */
  private static final class EpollAvailability {
    static boolean isThere() {
      try {
        return Epoll.isAvailable();
      } catch (NoClassDefFoundError e) {
        return false;
      }
    }

    static String whyNot() {
      try {
        return String.valueOf(Epoll.unavailabilityCause());
      } catch (NoClassDefFoundError e) {
        return "Netty is not among its jars";
      }
    }
  }
}
