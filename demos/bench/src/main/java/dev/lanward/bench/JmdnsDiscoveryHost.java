package dev.lanward.bench;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceEvent;
import javax.jmdns.ServiceInfo;
import javax.jmdns.ServiceListener;

/** jmDNS, with its address and name given, so that it looks neither up. */
final class JmdnsDiscoveryHost implements DiscoveryHost {
  private static final String TYPE = SERVICE + '.' + PROTOCOL + ".local.";

  private final JmDNS jmdns;

  /** Asking for a service waits for the answer, and each may be asked for at once. */
  private final ExecutorService asking =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "asking");
            thread.setDaemon(true);
            return thread;
          });

  private JmdnsDiscoveryHost(JmDNS jmdns) {
    this.jmdns = jmdns;
  }

  static JmdnsDiscoveryHost open() throws IOException {
    InetAddress address =
        Collections.list(NetworkInterface.getByName("eth0").getInetAddresses()).stream()
            .filter(Inet4Address.class::isInstance)
            .findFirst()
            .orElseThrow(() -> new IOException("eth0 has no IPv4 address"));
    return new JmdnsDiscoveryHost(JmDNS.create(address, UUID.randomUUID().toString()));
  }

  @Override
  public void publish(String name, int port) throws IOException {
    Map<String, String> txt = new LinkedHashMap<>();
    for (String each : TXT) {
      String[] pair = each.split("=", 2);
      txt.put(pair[0], pair[1]);
    }
    jmdns.registerService(ServiceInfo.create(TYPE, name, port, 0, 0, txt));
  }

  @Override
  public void withdraw() {
    jmdns.unregisterAllServices();
  }

  @Override
  public void browse() {
    jmdns.addServiceListener(TYPE, new Told());
  }

  @Override
  public void close() throws IOException {
    asking.shutdownNow();
    jmdns.close();
  }

  private final class Told implements ServiceListener {
    @Override
    public void serviceAdded(ServiceEvent event) {
      // What it knows whole it tells as resolved by itself.
      if (!event.getInfo().hasData()) {
        asking.execute(() -> jmdns.requestServiceInfo(event.getType(), event.getName()));
      }
    }

    @Override
    public void serviceRemoved(ServiceEvent event) {
      DiscoveryEvents.print("lost", event.getName());
    }

    @Override
    public void serviceResolved(ServiceEvent event) {
      if (event.getInfo().getInetAddresses().length > 0) {
        DiscoveryEvents.print("found", event.getName());
      }
    }
  }
}
