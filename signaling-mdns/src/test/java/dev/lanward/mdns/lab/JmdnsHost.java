package dev.lanward.mdns.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceEvent;
import javax.jmdns.ServiceInfo;
import javax.jmdns.ServiceListener;
import javax.jmdns.impl.DNSCache;
import javax.jmdns.impl.DNSEntry;
import javax.jmdns.impl.DNSOutgoing;
import javax.jmdns.impl.DNSQuestion;
import javax.jmdns.impl.DNSRecord;
import javax.jmdns.impl.JmDNSImpl;
import javax.jmdns.impl.constants.DNSConstants;
import javax.jmdns.impl.constants.DNSRecordClass;
import javax.jmdns.impl.constants.DNSRecordType;

/**
 * A host with jmDNS. Arguments: its address, and its name without {@code .local}, which it claims
 * for itself. Commands: {@code resolve NAME}, {@code publish PORT NAME} (a service of type {@code
 * _lanward._udp}), {@code retract}, {@code browse}.
 */
final class JmdnsHost {
  private static final String TYPE = "_lanward._udp.local.";
  private static final long POLL_MILLIS = 20;
  private static final int ASK_AGAIN_POLLS = 50;
  private static final int PATIENCE_POLLS = 500;

  private JmdnsHost() {}

  /** Runs until its input ends. */
  public static void main(String[] args) throws IOException, InterruptedException {
    long started = System.nanoTime();
    try (JmDNS jmdns = JmDNS.create(InetAddress.getByName(args[0]), args[1])) {
      Events.print("ready", "name", jmdns.getHostName(), "ms", Events.millisSince(started));
      var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        run((JmDNSImpl) jmdns, line.split(" ", 3));
      }
    }
  }

  private static void run(JmDNSImpl jmdns, String[] words)
      throws IOException, InterruptedException {
    switch (words[0]) {
      case "resolve" -> resolve(jmdns, words[1] + ".local.");
      case "publish" ->
          jmdns.registerService(
              ServiceInfo.create(TYPE, words[2], Integer.parseInt(words[1]), "a=b"));
      case "retract" -> jmdns.unregisterAllServices();
      case "browse" -> jmdns.addServiceListener(TYPE, new Found(jmdns, System.nanoTime()));
      default -> throw new IllegalArgumentException("no command " + words[0]);
    }
  }

  /** Prints what comes and goes. */
  private record Found(JmDNS jmdns, long asked) implements ServiceListener {

    @Override
    public void serviceAdded(ServiceEvent event) {
      jmdns.requestServiceInfo(event.getType(), event.getName());
    }

    @Override
    public void serviceRemoved(ServiceEvent event) {
      Events.print("lost", "name", event.getName());
    }

    @Override
    public void serviceResolved(ServiceEvent event) {
      ServiceInfo info = event.getInfo();
      Events.print(
          "found",
          "name",
          event.getName(),
          "host",
          info.getServer(),
          "port",
          info.getPort(),
          "type",
          String.valueOf(info.getPropertyString("ty")),
          "addresses",
          String.join(" ", info.getHostAddresses()),
          "ms",
          Events.millisSince(asked));
    }
  }

  /** jmDNS has no call for a host's address, so the question is put as its own resolvers do it. */
  private static void resolve(JmDNSImpl jmdns, String name)
      throws IOException, InterruptedException {
    long asked = System.nanoTime();
    Set<String> seen = new HashSet<>();
    for (int poll = 0; poll < PATIENCE_POLLS && seen.size() < 2; poll++) {
      if (poll % ASK_AGAIN_POLLS == 0) {
        ask(jmdns, name, DNSRecordType.TYPE_A);
        ask(jmdns, name, DNSRecordType.TYPE_AAAA);
      }
      DNSCache cache = jmdns.getCache();
      for (DNSEntry entry : cache.getDNSEntryList(name)) {
        for (String address : ((DNSRecord) entry).getServiceInfo(false).getHostAddresses()) {
          if (seen.add(address)) {
            long ms = Events.millisSince(asked);
            Events.print("address", "name", name, "address", address, "ms", ms);
          }
        }
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static void ask(JmDNSImpl jmdns, String name, DNSRecordType type) throws IOException {
    DNSOutgoing query = new DNSOutgoing(DNSConstants.FLAGS_QR_QUERY);
    query.addQuestion(DNSQuestion.newQuestion(name, type, DNSRecordClass.CLASS_IN, false));
    jmdns.send(query);
  }
}
