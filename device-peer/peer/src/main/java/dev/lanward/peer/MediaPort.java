package dev.lanward.peer;

import dev.lanward.pairing.Identity;

/**
 * What gives a device media (protocol section 16): the port behind which video and audio are, so
 * that a device without them loads nothing of it. See {@link Device.Builder#media}.
 */
public interface MediaPort extends AutoCloseable {

  /**
   * The device has its identity, whose certificate is also that of its media. Comes once, first.
   *
   * @param hosts finds the hosts that pages name
   */
  void start(Identity identity, HostAddresses hosts);

  /**
   * A session with a peer has begun. Called on the device's loop, which must not be held up:
   * nothing here may wait, and neither may what is returned.
   */
  MediaSession open(MediaPeer peer);

  /** Ends all media, and gives back what it holds. */
  @Override
  void close();
}
