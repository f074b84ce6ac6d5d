/**
 * Multicast DNS by jmDNS, in the place of our own driver: for comparison, and for whoever has
 * reason to trust it more. It does less: see {@link dev.lanward.mdns.jmdns.io.JmdnsDriver}.
 *
 * <p>jmDNS is an optional dependency: whoever wants this adds {@code org.jmdns:jmdns}.
 */
@NullMarked
package dev.lanward.mdns.jmdns.io;

import org.jspecify.annotations.NullMarked;
