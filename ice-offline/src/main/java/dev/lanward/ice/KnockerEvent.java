package dev.lanward.ice;

/** What a {@link Knocker} tells its caller. The last two end it. */
public sealed interface KnockerEvent {

  /**
   * The device answered, and its answer verified: the caller is to begin DTLS as client.
   *
   * @param path where DTLS goes
   */
  record Connected(Path path) implements KnockerEvent {}

  /**
   * The way that was used fell silent and another one answered. DTLS goes on, there.
   *
   * @param path where DTLS goes from now on
   */
  record PathChanged(Path path) implements KnockerEvent {}

  /** The device has not answered for 30 s, on any path; nothing may be sent to it any more. */
  record ConsentLost() implements KnockerEvent {}

  /**
   * Nobody answered in time. Where {@link KnockerCounter#NOT_VERIFIED} is not zero somebody did,
   * but without the password (RFC 8489 section 9.1.4 wants the two told apart).
   */
  record TimedOut() implements KnockerEvent {}
}
