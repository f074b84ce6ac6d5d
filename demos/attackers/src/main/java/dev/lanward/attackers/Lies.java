package dev.lanward.attackers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/** The multicast DNS half of an attack, where {@code --interface} asks for one. */
final class Lies implements AutoCloseable {
  static final String SYNOPSIS = "[--interface IF]";

  private final Optional<LyingResponder> responder;

  private Lies(Optional<LyingResponder> responder) {
    this.responder = responder;
  }

  /** Tells everybody that {@code names} are at {@code here}, if there is an interface to do so. */
  static Lies tell(
      Options options,
      List<InetSocketAddress> here,
      Predicate<UUID> names,
      Set<InetAddress> spared,
      Report report)
      throws IOException {
    Optional<String> device = options.text("interface");
    if (device.isEmpty()) {
      return new Lies(Optional.empty());
    }
    List<InetAddress> lies = here.stream().map(InetSocketAddress::getAddress).toList();
    return new Lies(
        Optional.of(
            LyingResponder.start(device.get(), new LyingAnswers(lies, names), spared, report)));
  }

  int datagramsSent() {
    return responder.map(LyingResponder::datagramsSent).orElse(0);
  }

  @Override
  public void close() {
    responder.ifPresent(LyingResponder::close);
  }
}
