/**
 * The driver of the core of discovery by ordinary DNS: sockets, a thread, clocks, the key's file.
 *
 * <p>Begin at {@link dev.lanward.mdns.unicast.io.UnicastDns}.
 */
@NullMarked
package dev.lanward.mdns.unicast.io;

import org.jspecify.annotations.NullMarked;
