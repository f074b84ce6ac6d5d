package dev.lanward.mdns;

/** The keys in the TXT record of a lanward service (protocol section 14). */
final class AdvertProtocol {
  /** The version of the record, {@code 1}; first, as RFC 6763 section 6.7 asks. */
  static final String VERSION = "txtvers";

  /** The version of the door. */
  static final String DOOR = "door";

  /** The knocks that it answers, joined by commas. */
  static final String KNOCKS = "knocks";

  /** The fingerprint of the certificate, base64 of 32 bytes. */
  static final String FINGERPRINT = "fp";

  /** The device type. */
  static final String TYPE = "ty";

  /** Letters; those that are not known mean nothing. */
  static final String FLAGS = "fl";

  /** In {@link #FLAGS}: the device pairs now. */
  static final char PAIRING = 'p';

  /** The nameplate. */
  static final String NAMEPLATE = "np";

  /** The id of a private device, base64 of 72 or 136 bytes. */
  static final String RESOLVABLE = "r";

  private AdvertProtocol() {}
}
