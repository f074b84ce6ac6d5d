package dev.lanward.cli;

import dev.lanward.pairing.Identity;
import dev.lanward.peer.dtls.DtlsCredential;
import dev.lanward.peer.dtls.DtlsHandshakes;
import dev.lanward.peer.dtls.DtlsLimits;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/** Clock, encryption, routes and browsers of this machine. */
final class MachineChecks {
  /** Before this was written, and when certificates of today are long gone. */
  private static final int FIRST_YEAR = 2025;

  private static final int LAST_YEAR = 2100;

  private static final List<String> BROWSERS =
      List.of(
          "chromium",
          "chromium-browser",
          "google-chrome",
          "google-chrome-stable",
          "firefox",
          "firefox-esr");

  private MachineChecks() {}

  static Finding clock() {
    return clock(Instant.now());
  }

  static Finding clock(Instant now) {
    int year = now.atZone(ZoneOffset.UTC).getYear();
    return year >= FIRST_YEAR && year <= LAST_YEAR
        ? Finding.ok("clock", "It is " + now.truncatedTo(ChronoUnit.SECONDS) + ".")
        : Finding.warn(
            "clock",
            "The clock says it is the year " + year + ".",
            "Set it (date -s). Pairing works all the same; dates in lists will be wrong, and"
                + " browsers here refuse certificates that are not valid yet.");
  }

  /** A handshake with itself, through the same code as a real one. */
  static Finding encryption() {
    long start = System.nanoTime();
    try (DtlsHandshakes handshakes =
        new DtlsHandshakes(DtlsLimits.DEFAULT, Runnable::run, new SecureRandom())) {
      Instant now = Instant.now();
      Identity identity = Identity.generate(new SecureRandom(), now, now.plus(1, ChronoUnit.DAYS));
      handshakes.warmUp(DtlsCredential.of(identity), 1);
      long millis = (System.nanoTime() - start) / 1_000_000;
      return Finding.ok(
          "encryption", "A DTLS handshake with itself works (" + millis + " ms cold).");
    } catch (RuntimeException e) {
      return Finding.fail(
          "encryption",
          "A DTLS handshake with itself failed: " + e.getMessage() + ".",
          "Use an unmodified JDK 17 or newer.");
    }
  }

  static Finding defaultRoute() {
    if (!Files.exists(Path.of("/proc/net/route"))) {
      return Finding.ok("route", "Whether there is a default route cannot be seen here.");
    }
    return hasDefaultRoute(lines("/proc/net/route"), lines("/proc/net/ipv6_route"))
        ? Finding.ok("route", "There is a default route.")
        : Finding.warn(
            "route",
            "There is no default route, and without one Firefox on this machine finds no device.",
            "Any will do, internet or not: ip route add default dev INTERFACE");
  }

  /** As the kernel lists them: an IPv4 destination of 00000000, an IPv6 one of /00 not on lo. */
  static boolean hasDefaultRoute(List<String> ipv4, List<String> ipv6) {
    return ipv4.stream().map(line -> line.split("\\s+")).anyMatch(MachineChecks::isDefault4)
        || ipv6.stream()
            .map(line -> line.strip().split("\\s+"))
            .anyMatch(MachineChecks::isDefault6);
  }

  static Finding browsers(Terminal terminal) {
    List<String> found =
        BROWSERS.stream()
            .filter(
                browser ->
                    Stream.of(terminal.variable("PATH").orElse("").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, browser))))
            .toList();
    return Finding.ok(
        "browsers",
        found.isEmpty()
            ? "None is installed here; one on another machine will do."
            : String.join(", ", found));
  }

  private static boolean isDefault4(String[] words) {
    return words.length > 7 && words[1].equals("00000000") && words[7].equals("00000000");
  }

  private static boolean isDefault6(String[] words) {
    return words.length > 9
        && words[0].matches("0{32}")
        && words[1].equals("00")
        && !words[9].equals("lo");
  }

  private static List<String> lines(String file) {
    try {
      return Files.readAllLines(Path.of(file));
    } catch (IOException e) {
      return List.of();
    }
  }
}
