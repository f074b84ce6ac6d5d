/** SCTP and WebRTC data channels as a core without IO. */
@NullMarked
package dev.lanward.datachannel;

import org.jspecify.annotations.NullMarked;
