package dev.lanward.ice;

/**
 * Why a datagram is no STUN message. An enum and not an exception, because a flood of junk must
 * cost next to nothing.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8489#section-6.3">RFC 8489, section 6.3</a>
 */
public enum StunProblem {
  /** It is a STUN message. */
  NONE,
  /** Shorter than a header, or than an attribute announces. */
  TRUNCATED,
  /** Bytes after the announced length, or an attribute after FINGERPRINT. */
  TRAILING,
  /** More than 1,500 bytes. */
  TOO_LONG,
  /** The first two bits are not zero, or the magic cookie is missing. */
  NOT_STUN,
  /** A length that is no multiple of four, or that an attribute's definition forbids. */
  BAD_LENGTH,
  /** An attribute's value that its definition forbids. */
  BAD_VALUE,
  /** FINGERPRINT is there and wrong. */
  BAD_FINGERPRINT
}
