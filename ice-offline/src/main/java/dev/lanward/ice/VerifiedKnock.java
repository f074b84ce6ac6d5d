package dev.lanward.ice;

import dev.lanward.pairing.Fingerprint;
import java.util.Optional;

/**
 * A knock whose MESSAGE-INTEGRITY is right.
 *
 * @param knock what was said
 * @param pairing whose key verified it, by the caller's name; empty for a pairing knock
 * @param page the certificate that the page must present
 * @param key what signs the answers
 */
record VerifiedKnock(Knock knock, Optional<String> pairing, Fingerprint page, StunKey key) {}
