/**
 * ICE with nobody in between: one STUN packet is the whole offer. Pure: these classes are told the
 * time and given their randomness, and hold no socket and no thread. docs/protocol.md, sections 5
 * to 7.
 *
 * <p>Whoever wants to talk to a device chooses both credentials of the device's answer. The ufrag
 * is a {@link dev.lanward.ice.Knock}, which says who it is; the password, which only the two can
 * compute, proves it. A browser is told so with a {@link dev.lanward.ice.SyntheticAnswer}; any
 * other program has a {@link dev.lanward.ice.Knocker}. The device has a {@link
 * dev.lanward.ice.Door}, which is silent to all others.
 *
 * <p><b>The device.</b> One door serves all its ports and all its sessions. The caller implements
 * {@link dev.lanward.ice.KnockKeys}, that is, who may knock, and owns the sockets:
 *
 * <pre>{@code
 * Door door = Door.create(keys, Limits.defaults(), secureRandom, now);
 *
 * // For each datagram. A path is the port of ours that it came to, and where it came from.
 * Disposition what = door.handleDatagram(now, new Path(portId, from), datagram);
 * what.session().ifPresent(id -> dtls.get(id).receive(datagram));
 *
 * // After each call, until both are empty:
 * door.pollTransmit().ifPresent(t -> ports.get(t.path().localPortId()).send(t));
 * DoorEvent event = door.pollEvent().orElse(null);
 * if (event instanceof DoorEvent.SessionOpened opened) {
 *   // Accept DTLS; present opened.certificate(), require opened.page(). When it has finished:
 *   door.handshakeFinished(opened.session());
 * } else if (event instanceof DoorEvent.PathChanged changed) {
 *   // Send to changed.path() from now on.
 * } else if (event instanceof DoorEvent.SessionEnded ended) {
 *   // Nothing of it is left but the nonce of its knock.
 * }
 *
 * // When door.nextTimeout() has come:
 * door.handleTimeout(now);
 * }</pre>
 *
 * <p><b>The other device, or a command line.</b> A knocker makes one connection. Candidates may be
 * added all along, as multicast DNS finds them:
 *
 * <pre>{@code
 * PairedKnock knock = new PairedKnock(nonce);                // twelve fresh random bytes
 * String doorPwd = ...;                                      // section 6 of the protocol
 * Knocker knocker =
 *     Knocker.create(knock, doorPwd, KnockerTimes.defaults(), secureRandom, now);
 * knocker.addCandidate(now, new Path(portId, lastKnownAddress));
 *
 * // Datagrams, transmits and timeouts as at the door; DTLS goes to knocker.path().
 * KnockerEvent event = knocker.pollEvent().orElse(null);
 * if (event instanceof KnockerEvent.Connected connected) {
 *   // Begin DTLS as client; require the device's certificate.
 * } else if (event instanceof KnockerEvent.TimedOut) {
 *   // Nobody is there, or nobody who knows the key: knock again with a fresh nonce.
 * }
 * }</pre>
 *
 * <p>A knocker asks for consent every five seconds, looks for another path when an answer is
 * missing, and ends when none has come for thirty. A door ends a session that has asked nothing for
 * thirty seconds. Neither says goodbye: DTLS does that.
 *
 * <p>What strangers send never makes these classes throw or grow: it is dropped and counted, see
 * {@link dev.lanward.ice.DoorCounter} and {@link dev.lanward.ice.KnockerCounter}, and {@link
 * dev.lanward.ice.Limits} says where each limit is. Passwords and addresses print as {@code
 * REDACTED}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8445">RFC 8445: ICE</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8489">RFC 8489: STUN</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7675">RFC 7675: consent</a>
 */
@NullMarked
package dev.lanward.ice;

import org.jspecify.annotations.NullMarked;
