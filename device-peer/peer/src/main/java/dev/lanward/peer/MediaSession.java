package dev.lanward.peer;

import dev.lanward.pairing.MediaMessage;

/** The device's end of a session's media. Called on the device's loop, and must not wait. */
public interface MediaSession {

  /** The peer says what it wants, and what it is about to send. */
  void want(MediaMessage.Want want);

  /** The peer says a description, of which nothing but the length has been checked. */
  void description(MediaMessage.Sdp sdp);

  /** What {@link MediaPeer#grants} says may be another now. */
  void grantsChanged();

  /** The session is over, or the peer is revoked: so is its media, at once. */
  void end();
}
