/** Multicast DNS as a core without IO. */
@NullMarked
package dev.lanward.mdns;

import org.jspecify.annotations.NullMarked;
