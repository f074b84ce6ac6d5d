package dev.lanward.mdns.io;

import dev.lanward.mdns.HostNames;
import dev.lanward.mdns.MdnsEvent;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** By what a device does multicast DNS: {@link #own()}, or another library in its place. */
@FunctionalInterface
public interface MdnsDriver {

  /** Ours, which does all that a device asks of it. */
  static MdnsDriver own() {
    return (interfaceName, names, onConflict) ->
        MulticastDns.builder()
            .interfaces(interfaceName)
            .names(names)
            .onConflict(onConflict)
            .start();
  }

  /**
   * Starts.
   *
   * @param interfaceName the one interface to use; empty leaves it to the driver
   * @param names names to answer for when asked, besides those that are announced
   * @param onConflict is told when another host speaks for one of our names; on the thread of what
   *     is started
   * @throws IOException when multicast DNS cannot be used here; the message says what to do
   */
  MulticastDns start(
      Optional<String> interfaceName, HostNames names, Consumer<MdnsEvent.HostConflict> onConflict)
      throws IOException;
}
