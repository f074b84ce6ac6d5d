/**
 * The driver of the multicast DNS core: the only package here with sockets, a thread and a clock.
 *
 * <p>Begin at {@link dev.lanward.mdns.io.MulticastDns}.
 */
@NullMarked
package dev.lanward.mdns.io;

import org.jspecify.annotations.NullMarked;
