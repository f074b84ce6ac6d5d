package dev.lanward.mdns.jmdns.io;

import dev.lanward.mdns.HostNames;
import dev.lanward.mdns.MdnsEvent;
import dev.lanward.mdns.io.MdnsDriver;
import dev.lanward.mdns.io.MulticastDns;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Multicast DNS by jmDNS, beside whatever else uses port 5353. What it does less well than our own:
 *
 * <ul>
 *   <li>It answers for announced host names only; {@code names} is never asked. So a page finds a
 *       device at its last addresses, and not when it has moved.
 *   <li>It shows no private devices, whose host names change, and does not tell who sent an advert.
 *   <li>It speaks for one address, IPv4 before IPv6, of one interface, which must be named where
 *       there are several.
 *   <li>A host name is usable after 4 s, a service after 5; a service that says goodbye is told as
 *       lost after up to 10 s. A host that ends without one stays in others' memory for an hour.
 *   <li>jmDNS gives a host name up as soon as somebody else speaks for it. That is told, and the
 *       name taken back within seconds of when it is free.
 *   <li>A name with a dot is published, but jmDNS notices no namesake. One that ends in a
 *       backslash, and more than one subtype, are refused.
 *   <li>A browser is told services of every subtype, and none without TXT data.
 *   <li>jmDNS bounds none of its tables. With more than 16,384 names in its memory it is begun
 *       anew, which takes a device's names away for some 10 s.
 *   <li>After {@link MulticastDns#close} its threads, which keep the JVM running, take 3 to 5 s to
 *       end; its goodbye goes out at once. Nothing is counted.
 * </ul>
 *
 * <p>Host names are looked for by parts of jmDNS that are public but not its documented interface,
 * as it has none for that: another version than the one that this is built with may not do.
 *
 * @see <a href="https://github.com/jmdns/jmdns">jmDNS</a>
 */
public final class JmdnsDriver implements MdnsDriver {

  /**
   * {@inheritDoc}
   *
   * @throws IOException when there are several interfaces and none was named, or jmDNS is not on
   *     the class path
   */
  @Override
  public MulticastDns start(
      Optional<String> interfaceName, HostNames names, Consumer<MdnsEvent.HostConflict> onConflict)
      throws IOException {
    try {
      Class.forName("javax.jmdns.JmDNS");
    } catch (ClassNotFoundException e) {
      throw new IOException("jmDNS is not there: add org.jmdns:jmdns to the program", e);
    }
    return new JmdnsMulticastDns(JmdnsLoop.start(interfaceName, onConflict));
  }
}
