package dev.lanward.attackers;

import dev.lanward.pairing.IpLiteral;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The addresses a flood comes from. With {@code --add-to IF} they are added to that interface
 * first, which takes root, as in a lab host, and taken away again.
 */
final class SourceAddresses implements AutoCloseable {
  private static final int MAX_SOURCES = 64;

  /** A fresh IPv6 address would be tentative for a second: {@code nodad} spares that. */
  private static final Duration COMMAND_TIME = Duration.ofSeconds(5);

  private final List<InetAddress> all;
  private final Optional<String> addedTo;
  private final List<InetAddress> added = new ArrayList<>();

  private SourceAddresses(List<InetAddress> all, Optional<String> addedTo) {
    this.all = all;
    this.addedTo = addedTo;
  }

  static SourceAddresses of(Options options, InetSocketAddress door)
      throws UsageException, IOException {
    List<InetAddress> addresses = new ArrayList<>();
    for (String text : options.all("sources")) {
      addresses.add(
          IpLiteral.parse(text)
              .orElseThrow(() -> new UsageException("--sources: " + text + " is no address")));
    }
    if (addresses.size() > MAX_SOURCES) {
      throw new UsageException("--sources are at most " + MAX_SOURCES);
    }
    if (addresses.isEmpty()) {
      addresses.add(Network.addressTowards(door));
    }
    SourceAddresses sources = new SourceAddresses(addresses, options.text("add-to"));
    try {
      sources.add();
    } catch (IOException e) {
      sources.close();
      throw e;
    }
    return sources;
  }

  List<InetAddress> all() {
    return all;
  }

  @Override
  public void close() throws IOException {
    for (InetAddress address : added) {
      ip("delete", address);
    }
    added.clear();
  }

  private void add() throws IOException {
    if (addedTo.isPresent()) {
      for (InetAddress address : all) {
        ip("add", address);
        added.add(address);
      }
    }
  }

  private void ip(String verb, InetAddress address) throws IOException {
    boolean ipv4 = address instanceof Inet4Address;
    List<String> command = new ArrayList<>(List.of("ip", "address", verb));
    command.add(address.getHostAddress() + (ipv4 ? "/24" : "/64"));
    command.addAll(List.of("dev", addedTo.orElseThrow()));
    if (!ipv4 && verb.equals("add")) {
      command.add("nodad");
    }
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      if (!process.waitFor(COMMAND_TIME.toMillis(), TimeUnit.MILLISECONDS)
          || process.exitValue() != 0) {
        throw new IOException("failed: " + String.join(" ", command));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      process.destroy();
    }
  }
}
