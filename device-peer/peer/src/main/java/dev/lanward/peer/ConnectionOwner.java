package dev.lanward.peer;

import dev.lanward.datachannel.ChannelInfo;
import dev.lanward.pairing.ControlMessage;
import java.util.Optional;

/** Whom a {@link Connection} serves: a pairing, or a session of a pairing. On the loop's thread. */
interface ConnectionOwner {

  /** DTLS is up: the peer proved the certificate that was expected. */
  void verified();

  /** The association is up: control messages may be sent. */
  void opened();

  /** A control message has come. */
  void control(ControlMessage message);

  /** Something came on the control channel that is no control message. */
  void malformedControl();

  /**
   * The peer opened an application channel.
   *
   * @return where what it carries goes; nothing to refuse it
   */
  Optional<StreamEnd> channelOpened(ChannelInfo channel);

  /** It is over; nothing more comes. */
  void ended(Ending ending);
}
