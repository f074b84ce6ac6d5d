package dev.lanward.cli;

import dev.lanward.peer.Device;
import dev.lanward.peer.LanwardException;
import java.io.IOException;

/** A device for a while, at whose door a page can knock. */
final class Visited {
  private Visited() {}

  /**
   * Starts it, where pages look for it: at the usual port, or where another program has that, at
   * the standing port. Strangers do not see it.
   */
  static Device start(CommonOptions common, MdnsOption mdns, Terminal terminal, String name)
      throws IOException, LanwardException {
    try {
      return builder(common, mdns, terminal, name).start();
    } catch (LanwardException e) {
      if (!e.code().equals("address-in-use")) {
        throw e;
      }
      return builder(common, mdns, terminal, name).port(0).start();
    }
  }

  private static Device.Builder builder(
      CommonOptions common, MdnsOption mdns, Terminal terminal, String name) {
    Device.Builder builder =
        Device.builder()
            .name(name)
            .mdns(mdns.driver())
            .stateDirectory(common.stateDirectory(terminal));
    // Of a machine that is private at other times nothing must be heard that lasts.
    Device.Builder hidden = mdns.isOwn() ? builder.advertisedPrivately() : builder.unadvertised();
    return common.interfaceName().map(hidden::interfaceName).orElse(hidden);
  }
}
