/**
 * Service discovery by ordinary DNS, for networks that are more than one multicast domain: the
 * records that multicast DNS tells, registered in a zone by signed updates (RFC 2136, RFC 8945) and
 * browsed by ordinary queries (RFC 6763). A core without IO.
 *
 * <p>Begin at {@link dev.lanward.mdns.unicast.UnicastCore}. Send what it hands out, tell it what
 * comes back:
 *
 * <pre>{@code
 * UnicastCore core = UnicastCore.create(server, domain, Optional.of(key), clock, random);
 * core.publish(now, service, addresses);
 * for (var next = core.pollTransmit(); next.isPresent(); next = core.pollTransmit()) {
 *   send(next.get());
 * }
 * }</pre>
 *
 * <p>Inside, {@code Exchanges} takes care that each question is asked again until it is answered or
 * given up; a {@code Registration} gets a service into the zone and keeps it there; a {@code
 * DomainBrowse} asks what is in it. {@code Updates} makes the messages, {@code Refusals} says in
 * words what a server answered. The wire format is dnsjava's, of which nothing that looks names up
 * is used.
 */
@NullMarked
package dev.lanward.mdns.unicast;

import org.jspecify.annotations.NullMarked;
