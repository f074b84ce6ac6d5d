package dev.lanward.media;

import dev.lanward.core.Bytes;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Identity;
import dev.lanward.pairing.MediaMessage.Kinds;
import dev.lanward.peer.HostAddresses;
import java.util.List;
import java.util.Optional;

/**
 * What carries out a device's media: libwebrtc in a process of its own, which a {@link MediaEngine}
 * has by itself, or a media server (ADR 31). It is told what to do, on one thread, and must not
 * wait there; whom a link is with, and what it may have, is decided before.
 */
public interface MediaBackend {

  /** Who hears of it, on any thread, but not while it is being told something. */
  interface Listener {
    /**
     * This side's description, with its candidates.
     *
     * @param vouched the certificate in it, where that is not the device's own
     */
    void described(long link, boolean isOffer, String sdp, Optional<Fingerprint> vouched);

    /** Nothing gets through any more. Whether it is to be tried again is the page's to say. */
    void lost(long link);

    /** It cannot be negotiated; {@code why} is for people. */
    void failed(long link, String why);

    /** It cannot do what it was told, but another one could. */
    void spent(long link);

    /**
     * Nothing is wrong with the camera.
     *
     * @param hasSound whether it has sound
     * @param brings whether it brings pictures; else nobody wants any
     */
    void cameraLive(boolean hasSound, boolean brings);

    /** The camera brings nothing, and is tried again; {@code why} is for people. */
    void cameraGone(String why);

    /** A JPEG that was asked for. */
    void pictured(long id, Optional<Bytes> jpeg);

    /** All links are gone; {@code why} is for people. {@link #back} follows. */
    void gone(String why);

    /** What was gone is there again, or is tried again. */
    void back();

    /** The device's owner should know. */
    void problem(String code, String message);

    /** What was a problem is none any more. */
    void recovered(String what);
  }

  /** First, once. */
  void start(Identity identity, HostAddresses hosts, Listener listener);

  /** Somebody may want media soon. */
  void warm();

  /** Whether links can be opened now. */
  boolean isThere();

  /**
   * Opens a link.
   *
   * @param link its number, which was not used before
   * @param begins whether this side describes first, once it is told what to send
   */
  void open(long link, boolean begins);

  /** What is sent from now on. */
  void send(long link, Kinds kinds);

  /** What is taken from now on of what the page sends. */
  void take(long link, Kinds kinds);

  /**
   * The page's description.
   *
   * @param sdp written anew (ADR 24), with the certificate that the session has proved
   * @param named candidates that are not in it, because they have names in place of addresses
   */
  void describe(long link, boolean isOffer, String sdp, List<NamedCandidate> named);

  /** Closes a link: nothing is sent or taken any more. */
  void close(long link);

  /** Asks for a picture of what the camera sees, or of nothing. */
  void picture(long id);

  /** Ends it. */
  void end();

  /** After {@link #end}: waits for a moment. Any thread. */
  void awaitEnd();
}
