package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.net.InetAddress;
import java.util.Collection;
import java.util.Optional;
import org.xbill.DNS.Name;

/** A part of the name space that we answer for. */
interface Zone {

  /**
   * What is said about {@code name} on {@code link} to {@code asker}; empty when it is not ours.
   */
  Optional<RecordSet> find(Tick now, Name name, Link link, InetAddress asker);

  /** The names to announce now, and to take back at the end. */
  Collection<Name> announced(Tick now);

  /** What is said about a name that is ours, asked by ourselves. */
  RecordSet records(Name name, Link link);
}
