/**
 * Multicast DNS (RFC 6762) as a core without IO: host names that are UUIDs, {@code <uuid>.local},
 * the only ones that browsers accept in an ICE candidate.
 *
 * <p>Begin at {@link dev.lanward.mdns.MdnsCore}. Tell it the links, add a host, and send what it
 * hands out:
 *
 * <pre>{@code
 * MdnsCore core = MdnsCore.create(HostNames.none(), MdnsLimits.defaults(), random);
 * core.setInterfaces(now, List.of(new Link(2, "eth0", addresses)));
 * core.addHost(now, host);
 * core.handleTimeout(now);
 * for (var next = core.pollTransmit(); next.isPresent(); next = core.pollTransmit()) {
 *   send(next.get());
 * }
 * }</pre>
 *
 * <p>Inside, a {@code Zone} says what is true of a name on a link, the {@code Responder} answers
 * questions from it by name, type and class, the {@code Announcer} tells it unasked, the {@code
 * Prober} asks whether a name is free, and the {@code Querier} looks for others. The wire format is
 * dnsjava's; of that library only its records and messages are used, nothing that looks names up.
 */
@NullMarked
package dev.lanward.mdns;

import org.jspecify.annotations.NullMarked;
