package dev.lanward.mdns;

import java.net.InetAddress;
import java.util.UUID;

/** What the core has to tell. */
public sealed interface MdnsEvent {

  /** The host name that it is about. */
  UUID host();

  /**
   * A host that is being resolved has this address. One event an address and link; more may follow
   * until the resolution is cancelled.
   *
   * @param host whose name was looked for
   * @param address its address, with the link as scope where it is link-local IPv6
   * @param linkIndex the link that answered
   */
  record HostResolved(UUID host, InetAddress address, int linkIndex) implements MdnsEvent {}

  /**
   * The time given to a resolution is over; no more addresses will be told.
   *
   * @param host whose name was looked for
   */
  record ResolutionEnded(UUID host) implements MdnsEvent {}

  /**
   * Nobody else answers for this name, though asked three times.
   *
   * @param host the name asked about
   */
  record ProbeFree(UUID host) implements MdnsEvent {}

  /**
   * Somebody else answers for this name already, or is about to claim it and goes first.
   *
   * @param host the name asked about
   */
  record ProbeTaken(UUID host) implements MdnsEvent {}

  /**
   * Another host answers for a fixed name of ours with addresses that are not ours. Names that are
   * random cannot collide, so it is an impostor; a nameplate's may (RFC 6762 section 9).
   *
   * @param host the name that both claim
   * @param source who else claims it
   */
  record HostConflict(UUID host, InetAddress source) implements MdnsEvent {}
}
