package dev.lanward.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What this process and the threads that it has now have had of the processors, as the kernel
 * counts.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
record ThreadTimes(Times all, List<Named> threads) {
  /** The kernel counts in hundredths of a second. */
  private static final double TICKS_A_SECOND = 100;

  /** Seconds in the program itself, and in the kernel for it. */
  record Times(double user, double kernel) {
    Times minus(Times other) {
      return new Times(user - other.user, kernel - other.kernel);
    }

    Times plus(Times other) {
      return new Times(user + other.user, kernel + other.kernel);
    }

    double sum() {
      return user + kernel;
    }
  }

  /** One of the threads, by the first fifteen characters of its name. */
  record Named(String name, Times times) {}

  static ThreadTimes now() {
    List<Named> threads = new ArrayList<>();
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path task : tasks) {
        try {
          threads.add(read(Files.readString(task.resolve("stat"))));
        } catch (NoSuchFileException e) {
          // It has ended.
        }
      }
      return new ThreadTimes(read(Files.readString(Path.of("/proc/self/stat"))).times(), threads);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the threads whose names begin so have had together. */
  Times of(String... beginnings) {
    return threads.stream()
        .filter(each -> List.of(beginnings).stream().anyMatch(each.name()::startsWith))
        .map(Named::times)
        .reduce(new Times(0, 0), Times::plus);
  }

  private static Named read(String stat) {
    int end = stat.lastIndexOf(')');
    String[] fields = stat.substring(end + 2).split(" ");
    return new Named(
        stat.substring(stat.indexOf('(') + 1, end),
        new Times(seconds(fields[11]), seconds(fields[12])));
  }

  private static double seconds(String ticks) {
    return Long.parseLong(ticks) / TICKS_A_SECOND;
  }
}
