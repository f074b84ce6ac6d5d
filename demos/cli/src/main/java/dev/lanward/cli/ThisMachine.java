package dev.lanward.cli;

import dev.lanward.pairing.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What this machine is called. Nothing is looked up: a resolver may not answer for seconds. */
final class ThisMachine {
  private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

  private ThisMachine() {}

  /** {@code prefix} and the machine's name, within the length that the protocol allows. */
  static String named(String prefix, Terminal terminal) {
    String name =
        fromKernel()
            .or(() -> terminal.variable("HOSTNAME"))
            .or(() -> terminal.variable("COMPUTERNAME"))
            .flatMap(Names::clean)
            .orElse("this computer");
    String whole = prefix + name;
    int length = whole.codePointCount(0, whole.length());
    return length <= Names.MAX_NAME_CHARS
        ? whole
        : whole.substring(0, whole.offsetByCodePoints(0, Names.MAX_NAME_CHARS)).strip();
  }

  private static Optional<String> fromKernel() {
    try {
      return Optional.of(Files.readString(KERNEL).strip()).filter(name -> !name.equals("(none)"));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
