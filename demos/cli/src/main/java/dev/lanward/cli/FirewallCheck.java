package dev.lanward.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A hint when this machine's own firewall drops what mDNS and the door need. It only reads. */
final class FirewallCheck {
  private static final String CHECK = "firewall";

  /** A ruleset is kilobytes; what is longer is cut there. */
  private static final int MAX_BYTES = 4 << 20;

  private static final long SECONDS = 2;

  private FirewallCheck() {}

  static Finding run() {
    Optional<String> nft = output("nft", "list", "ruleset");
    Optional<String> iptables = nft.isPresent() ? Optional.empty() : output("iptables", "-S");
    if (nft.isEmpty() && iptables.isEmpty()) {
      return Finding.ok(CHECK, "Its rules cannot be read by this user (or there is none).");
    }
    return judge(
        nft.map(FirewallCheck::dropsMdns).orElse(false)
            || iptables.map(FirewallCheck::dropsMdnsInIptables).orElse(false));
  }

  private static Finding judge(boolean drops) {
    return drops
        ? Finding.warn(
            CHECK,
            "This machine's firewall drops what comes in, and lets no mDNS through.",
            "Let in UDP 5353 and, for a device, UDP 47470 and TCP 47480.")
        : Finding.ok(CHECK, "Nothing in its rules keeps mDNS out.");
  }

  /** Whether a chain of {@code nft list ruleset} drops input in general and does not name 5353. */
  static boolean dropsMdns(String ruleset) {
    StringBuilder chain = new StringBuilder();
    for (String line : ruleset.lines().map(String::strip).toList()) {
      if (line.startsWith("chain ")) {
        chain.setLength(0);
      }
      chain.append(line).append('\n');
      if (line.equals("}") && isClosedToMdns(chain.toString())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isClosedToMdns(String chain) {
    boolean drops =
        chain.contains("policy drop") || chain.matches("(?s).*\\n(drop|reject[^\\n]*)\\n.*");
    return chain.contains("hook input")
        && drops
        && !chain.contains("5353")
        && !chain.contains("mdns");
  }

  /** The same of {@code iptables -S}. */
  static boolean dropsMdnsInIptables(String rules) {
    return rules.contains("-P INPUT DROP") && !rules.contains("5353");
  }

  private static Optional<String> output(String... command) {
    for (String folder : List.of("/usr/sbin", "/sbin", "/usr/bin")) {
      Path program = Path.of(folder, command[0]);
      if (Files.isExecutable(program)) {
        command[0] = program.toString();
        return run(command);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> run(String... command) {
    try {
      Path file = Files.createTempFile("lanward", ".rules");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(false)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(file.toFile())
                .start();
        boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        return ended && process.exitValue() == 0 && Files.size(file) <= MAX_BYTES
            ? Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1))
            : Optional.empty();
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
