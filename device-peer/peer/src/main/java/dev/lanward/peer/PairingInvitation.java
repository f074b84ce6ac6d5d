package dev.lanward.peer;

import dev.lanward.pairing.PairingCode;
import dev.lanward.pairing.PairingLink;
import java.time.Instant;

/**
 * What a person is shown to pair with this device: either works, once.
 *
 * @param code to type
 * @param link to open or to scan; it prints its secret by {@link PairingLink#text()} only
 * @param expires when both are worth nothing any more, by this host's clock
 */
public record PairingInvitation(PairingCode code, PairingLink link, Instant expires) {}
