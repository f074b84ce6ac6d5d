package dev.lanward.mdns;

import java.net.InetAddress;
import java.util.UUID;

/** What the core has to tell. */
public sealed interface MdnsEvent {

  /** Something about a host name. */
  sealed interface AboutHost extends MdnsEvent {
    /** The host name that it is about. */
    UUID host();
  }

  /**
   * A host that is being resolved has this address. One event an address and link; more may follow
   * until the resolution is cancelled. Addresses that are neither a neighbour's nor private are not
   * told: anybody on the link can answer.
   *
   * @param host whose name was looked for
   * @param address its address, with the link as scope where it is link-local IPv6
   * @param linkIndex the link that answered
   */
  record HostResolved(UUID host, InetAddress address, int linkIndex) implements AboutHost {}

  /**
   * The time given to a resolution is over; no more addresses will be told.
   *
   * @param host whose name was looked for
   */
  record ResolutionEnded(UUID host) implements AboutHost {}

  /**
   * Nobody else answers for this name, though asked three times.
   *
   * @param host the name asked about
   */
  record ProbeFree(UUID host) implements AboutHost {}

  /**
   * Somebody else answers for this name already, or is about to claim it and goes first.
   *
   * @param host the name asked about
   */
  record ProbeTaken(UUID host) implements AboutHost {}

  /**
   * Another host answers for a fixed name of ours with addresses that are not ours. Names that are
   * random cannot collide, so it is an impostor; a nameplate's may (RFC 6762 section 9).
   *
   * @param host the name that both claim
   * @param source who else claims it
   */
  record HostConflict(UUID host, InetAddress source) implements AboutHost {}

  /**
   * A service of ours is announced. Told again when a conflict made it take another name.
   *
   * @param wanted the instance as it was given to {@link MdnsCore#publish}
   * @param actual the instance as others see it
   */
  record ServicePublished(ServiceInstance wanted, ServiceInstance actual) implements MdnsEvent {}

  /**
   * Another host speaks for a service of ours whose name is random, and so is an impostor.
   *
   * @param instance the instance that both claim
   * @param source who else claims it
   */
  record ServiceConflict(ServiceInstance instance, InetAddress source) implements MdnsEvent {}

  /**
   * A service that is looked for is there, or something about it changed.
   *
   * @param browse what was looked for
   * @param service all that is known of it now
   */
  record ServiceFound(Browse browse, FoundService service) implements MdnsEvent {}

  /**
   * A service that was found said goodbye, or was not heard of for as long as it said.
   *
   * @param browse what was looked for
   * @param instance which it was
   */
  record ServiceLost(Browse browse, ServiceInstance instance) implements MdnsEvent {}
}
