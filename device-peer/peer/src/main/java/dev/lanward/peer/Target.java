package dev.lanward.peer;

import dev.lanward.ice.Knock;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.peer.dtls.DtlsCredential;
import java.util.function.Supplier;

/**
 * A door to knock at.
 *
 * @param knock what to say
 * @param doorPwd what proves it
 * @param whereabouts where the door may be now; asked each time that it is looked for
 * @param own what this side shows
 * @param expected the certificate that the device must show
 */
record Target(
    Knock knock,
    String doorPwd,
    Supplier<Whereabouts> whereabouts,
    DtlsCredential own,
    Fingerprint expected) {}
