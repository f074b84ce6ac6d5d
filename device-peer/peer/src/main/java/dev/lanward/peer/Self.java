package dev.lanward.peer;

import dev.lanward.pairing.DeviceDescription;
import dev.lanward.pairing.Identity;
import dev.lanward.peer.dtls.DtlsCredential;
import java.util.function.Supplier;

/**
 * Who this device is.
 *
 * @param name for people
 * @param identity its key and certificate
 * @param credential the same, for DTLS
 * @param description what it tells of itself now; any thread
 */
record Self(
    String name,
    Identity identity,
    DtlsCredential credential,
    Supplier<DeviceDescription> description) {

  static Self of(String name, Identity identity, Supplier<DeviceDescription> description) {
    return new Self(name, identity, DtlsCredential.of(identity), description);
  }
}
