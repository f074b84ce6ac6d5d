package dev.lanward.cli;

import dev.lanward.mdns.unicast.DnsDomain;
import dev.lanward.mdns.unicast.DnsServer;
import dev.lanward.peer.Device;
import dev.lanward.peer.Session;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Where devices are told and looked for beyond the reach of multicast. */
final class DomainOptions {
  @Option(
      names = "--dns-sd-domain",
      paramLabel = "D",
      description = "A domain of ordinary DNS in which devices are told, such as example.org.")
  private Optional<String> domain = Optional.empty();

  @Option(
      names = "--server",
      paramLabel = "ADDR[:P]",
      description = "Its name server, by address: 192.0.2.53 or [2001:db8::53]:5300.")
  private Optional<String> server = Optional.empty();

  /**
   * A domain and its server.
   *
   * @param domain the domain
   * @param server who is asked and told
   */
  record Place(DnsDomain domain, DnsServer server) {}

  /** Begins to connect to a peer, which is looked for in a domain as well where one was said. */
  static CompletableFuture<Session> connect(Device here, String peerId, Optional<Place> place) {
    return place
        .map(in -> here.connect(peerId, in.domain(), in.server()))
        .orElseGet(() -> here.connect(peerId));
  }

  /** Where, if anywhere was said. */
  Optional<Place> place(CommandLine line) {
    if (domain.isEmpty() && server.isEmpty()) {
      return Optional.empty();
    }
    if (domain.isEmpty() || server.isEmpty()) {
      throw Main.usageError(line, "--dns-sd-domain and --server need one another.");
    }
    DnsDomain where =
        DnsDomain.parse(domain.get())
            .orElseThrow(
                () ->
                    Main.usageError(
                        line,
                        "--dns-sd-domain: a domain is such as example.org; local is multicast's."));
    DnsServer who =
        DnsServer.parse(server.get())
            .orElseThrow(
                () ->
                    Main.usageError(
                        line,
                        "--server: an address such as 192.0.2.53 or [2001:db8::53]:5300, no name."));
    return Optional.of(new Place(where, who));
  }
}
