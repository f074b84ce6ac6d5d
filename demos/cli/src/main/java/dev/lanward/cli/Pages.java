package dev.lanward.cli;

import dev.lanward.peer.web.PageServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The pages that a device serves.
 *
 * @param beside other directories that they need, by the name under which they find them
 * @param isAskedFor whether the command fails where they cannot be served, rather than say so and
 *     go on without them
 */
record Pages(Path directory, Map<String, Path> beside, boolean isAskedFor) {
  Pages {
    beside = Map.copyOf(beside);
  }

  /** Those of a directory that somebody has named. */
  static Pages in(Path directory) {
    return new Pages(directory, Map.of(), true);
  }

  /** The hello page, where the launcher says where this all is. */
  static Optional<Pages> hello() {
    return Terminal.home().map(home -> in(hello(home)));
  }

  /** The drop page, likewise. It shares what it can with the hello page. */
  static Optional<Pages> drop() {
    return Terminal.home()
        .map(
            home ->
                new Pages(home.resolve("demos/drop/page"), Map.of("hello", hello(home)), false));
  }

  /** The game, likewise. */
  static Optional<Pages> game() {
    return Terminal.home()
        .map(home -> new Pages(home.resolve("demos/game"), Map.of("hello", hello(home)), false));
  }

  /** The doorbell page, likewise. */
  static Optional<Pages> doorbell() {
    return Terminal.home()
        .map(
            home -> new Pages(home.resolve("demos/doorbell"), Map.of("hello", hello(home)), false));
  }

  /** Serves them, with the library at {@code /lanward.js} where it is there. */
  PageServer serve(int port) throws IOException {
    PageServer.Builder builder = PageServer.builder().directory(directory).port(port);
    beside.forEach(builder::beside);
    Terminal.home()
        .ifPresent(home -> builder.shim(home.resolve("browser-shim-js/dist/lanward.js")));
    return builder.start();
  }

  private static Path hello(Path home) {
    return home.resolve("demos/hello");
  }
}
