package dev.lanward.cli;

import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Grant;
import dev.lanward.peer.PairingInvitation;
import dev.lanward.peer.Peer;
import dev.lanward.rooms.RoomEvent;
import java.util.Optional;
import java.util.Set;

/** What a running device tells. Called from several threads, one at a time. */
interface DeviceEvents {

  /**
   * A device that runs.
   *
   * @param door its UDP port
   * @param host the name it answers for, with {@code .local}; empty when it shows itself to its
   *     paired peers alone
   * @param url of its pages, if it serves any
   */
  record Ready(
      String name,
      String type,
      int door,
      Optional<String> host,
      Optional<String> url,
      Fingerprint fingerprint) {}

  void ready(Ready device);

  /** Its owner has asked for pairing mode; an invitation follows. */
  void pairingOpens();

  void invitation(PairingInvitation invitation);

  /** Somebody gave a wrong code; so many more burn the one that is shown. */
  void wrongCode(int guessesLeft);

  void pairingClosed();

  void paired(Peer peer);

  /** It stands in the domain that was asked for, under this name. */
  void registered(String name);

  void session(Peer peer, boolean isOpen);

  void message(Peer peer, String channel, String text);

  /** A peer asks for what it has no grant for. */
  void asked(Peer peer, Set<Grant> grants);

  /** What of the device's media a peer uses now; nothing when it is empty. */
  void using(Peer peer, Set<Grant> grants);

  /** Somebody has rung. */
  void rang();

  /** What was gone is there again, such as the camera. */
  void recovered(String what);

  /** Something happened in a room. */
  void room(RoomEvent event);

  /** What its owner has typed is done: no newcomers are let into rooms, or they are again. */
  default void locked(boolean isLocked) {}

  void error(String code, String message);
}
