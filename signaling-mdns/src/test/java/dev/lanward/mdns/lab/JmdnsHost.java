package dev.lanward.mdns.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import javax.jmdns.JmDNS;
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
 * for itself. Command: {@code resolve NAME}.
 */
final class JmdnsHost {
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
        resolve((JmDNSImpl) jmdns, line.split(" ")[1] + ".local.");
      }
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
