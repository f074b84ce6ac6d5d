/** Identities, fingerprints, pairing codes and links, SPAKE2, and what a pairing yields. Pure. */
@NullMarked
package dev.lanward.pairing;

import org.jspecify.annotations.NullMarked;
