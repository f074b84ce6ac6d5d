package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.Name;

/**
 * A part of the name space that we answer for. What is told unasked goes by <em>subject</em>: a
 * host, or a service instance with all records that speak of it.
 */
interface Zone {

  /**
   * What is said about {@code name} on {@code link} to {@code asker}; empty when it is not ours.
   */
  Optional<RecordSet> find(Tick now, Name name, Link link, InetAddress asker);

  /** What whoever hears {@code answer} is likely to ask next (RFC 6763 section 12). */
  List<Rr> related(Rr answer, Link link);

  /** The subjects to announce now, and to take back at the end. */
  Set<Name> announced(Tick now);

  /** Whether {@code subject} is one of them, without putting them all together. */
  boolean isAnnounced(Tick now, Name subject);

  /** Those of them that are announced again now and then. */
  Set<Name> repeated(Tick now);

  /** All records that speak of {@code subject}, whether it is announced yet or not. */
  List<Rr> announcement(Name subject, Link link);

  /** Those of them that nobody else may have, which a prober claims (RFC 6762 section 8.2). */
  List<Rr> claims(Name subject, Link link);
}
