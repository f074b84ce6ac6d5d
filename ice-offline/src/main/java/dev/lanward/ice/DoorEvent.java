package dev.lanward.ice;

import dev.lanward.pairing.Fingerprint;
import java.util.Optional;

/** What a {@link Door} tells its caller. */
public sealed interface DoorEvent {

  /** The session it is about. */
  SessionId session();

  /**
   * Somebody knocked, and the knock verified. The caller is to accept a DTLS handshake on it.
   *
   * @param session the new session
   * @param knock what the page said
   * @param pairing the caller's own name of the pairing or link that verified; empty for a pairing
   *     knock, which proves nothing
   * @param page the fingerprint that the page's certificate must have
   * @param certificate what the device must present
   * @param path where the page is, for now
   */
  record SessionOpened(
      SessionId session,
      Knock knock,
      Optional<String> pairing,
      Fingerprint page,
      DoorCertificate certificate,
      Path path)
      implements DoorEvent {}

  /**
   * A request of the session that verified came from another address than DTLS goes to, as it does
   * when the page's address has changed, and as it does when somebody replays what the page sent.
   * The caller finds out which: it sends something by this path whose answer only the page can
   * give, and calls {@link Door#confirm} when the answer comes by this path. Until then DTLS goes
   * where it went.
   *
   * @param session the session
   * @param path where the page may be now
   * @see <a href="https://www.rfc-editor.org/rfc/rfc9146#section-6">RFC 9146, section 6</a>
   */
  record PathOffered(SessionId session, Path path) implements DoorEvent {}

  /**
   * DTLS goes to another address from now on.
   *
   * @param session the session
   * @param path where the page is now
   */
  record PathChanged(SessionId session, Path path) implements DoorEvent {}

  /**
   * The session is over; the door has forgotten all but its nonce.
   *
   * @param session the session
   * @param reason why
   */
  record SessionEnded(SessionId session, EndReason reason) implements DoorEvent {}
}
