/**
 * DTLS 1.2 by Bouncy Castle, in both roles, with the peer's certificate pinned inside the
 * handshake.
 *
 * <p>{@link dev.lanward.peer.dtls.DtlsHandshakes} starts a handshake and hands back a {@link
 * dev.lanward.peer.dtls.DtlsEndpoint}; feed it the peer's datagrams, listen with a {@link
 * dev.lanward.peer.dtls.DtlsListener}. Bouncy Castle's handshake blocks, so it runs on a thread of
 * a bounded pool; everything that the caller sees happens on the caller's own loop thread, and once
 * the handshake is over no other thread is involved.
 *
 * <p>No other package may use {@code org.bouncycastle.tls}.
 */
@NullMarked
package dev.lanward.peer.dtls;

import org.jspecify.annotations.NullMarked;
