package dev.lanward.mdns.jmdns.io;

import dev.lanward.mdns.MdnsLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.jmdns.impl.DNSEntry;
import javax.jmdns.impl.DNSOutgoing;
import javax.jmdns.impl.DNSQuestion;
import javax.jmdns.impl.DNSRecord;
import javax.jmdns.impl.JmDNSImpl;
import javax.jmdns.impl.constants.DNSConstants;
import javax.jmdns.impl.constants.DNSRecordClass;
import javax.jmdns.impl.constants.DNSRecordType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for the addresses of one host. jmDNS has no call for that: the question is put as its own
 * look-ups put theirs, and its cache, which tells nobody of what comes, is looked into.
 */
final class HostSearch {
  private static final Logger LOG = LoggerFactory.getLogger(HostSearch.class);
  private static final int MAX_ADDRESSES = MdnsLimits.defaults().addressesPerHost();
  private static final List<DNSRecordType> TYPES =
      List.of(DNSRecordType.TYPE_A, DNSRecordType.TYPE_AAAA);

  private final JmDNSImpl jmdns;
  private final String name;
  private final int scope;
  private final Set<InetAddress> seen = new LinkedHashSet<>();

  /**
   * @param scope the index of the interface that jmDNS listens on
   */
  HostSearch(JmDNSImpl jmdns, UUID host, int scope) {
    this.jmdns = jmdns;
    this.name = Wording.of(host);
    this.scope = scope;
  }

  /** Asks the network. */
  void ask() {
    try {
      DNSOutgoing query = new DNSOutgoing(DNSConstants.FLAGS_QR_QUERY);
      for (DNSRecordType type : TYPES) {
        query.addQuestion(DNSQuestion.newQuestion(name, type, DNSRecordClass.CLASS_IN, false));
      }
      jmdns.send(query);
    } catch (IOException e) {
      LOG.debug("a question could not be sent; it is asked again", e);
    }
  }

  /** The addresses that have become known since the last look. */
  List<InetAddress> look() {
    long now = System.currentTimeMillis();
    List<InetAddress> fresh = new ArrayList<>();
    for (DNSEntry entry : jmdns.getCache().getDNSEntryList(name)) {
      if (entry instanceof DNSRecord record && !record.isExpired(now)) {
        // Its own accessor is hidden; this one gives an empty service with the record's address.
        InetAddress[] told = record.getServiceInfo(false).getInetAddresses();
        Wording.addresses(told, scope).stream()
            .filter(each -> seen.size() < MAX_ADDRESSES && seen.add(each))
            .forEach(fresh::add);
      }
    }
    return fresh;
  }
}
