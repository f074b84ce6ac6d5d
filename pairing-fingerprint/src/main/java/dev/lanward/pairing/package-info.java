/**
 * Who is who, and how two parties that never met come to trust each other with no server:
 * identities and fingerprints, pairing codes and links, SPAKE2, and the keys that a pairing yields.
 * Pure: told the time, given its randomness, holding no socket and no thread.
 *
 * <p>A device makes an {@link dev.lanward.pairing.Identity} once and keeps it. Its owner opens
 * {@link dev.lanward.pairing.PairingMode}, which shows a {@link dev.lanward.pairing.PairingCode};
 * somebody types it into a page:
 *
 * <pre>{@code
 * PairingCode code = mode.open(now, 7, Duration.ofMinutes(10));          // 7-482913
 *
 * PairingSession page =                                                  // the page's side
 *     CodePairingPage.start(now, PairingCode.parse(typed), mine, presented, "Tablet", random);
 * PairingSession device = mode.openCodeSession(now, source, theirs);     // the device's side
 *
 * // Both: hand in what came, send what is there, until there is an outcome.
 * if (ControlMessage.read(received) instanceof PairMessage message) {
 *   session.handleMessage(now, message);
 * }
 * if (session.outcome().orElse(null) instanceof Paired paired) {
 *   store.save(paired.toPairing(store, wallClock));
 * }
 * session.pollTransmit().ifPresent(message -> send(message.write()));
 * }</pre>
 *
 * <p>From then on everything between the two derives from the {@link
 * dev.lanward.pairing.PairingKey}: the passwords of knocks, and host names that only the two can
 * recognise ({@link dev.lanward.pairing.ResolvableHost}). Keys, PINs and addresses print as {@code
 * REDACTED}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9382">RFC 9382: SPAKE2</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5869">RFC 5869: HKDF</a>
 */
@NullMarked
package dev.lanward.pairing;

import org.jspecify.annotations.NullMarked;
