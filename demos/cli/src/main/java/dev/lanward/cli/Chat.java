package dev.lanward.cli;

import dev.lanward.peer.BufferFullException;
import dev.lanward.peer.Channel;
import dev.lanward.peer.Peer;
import dev.lanward.peer.Session;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** The channels that peers have opened on a running device, and what is said on them. */
final class Chat {
  /** The channel on which people talk. */
  static final String LABEL = "chat";

  private final DeviceEvents events;
  private final Executor teller;
  private final Map<Channel, Session> channels = new ConcurrentHashMap<>();

  /**
   * @param teller runs what tells {@code events} something
   */
  Chat(DeviceEvents events, Executor teller) {
    this.events = events;
    this.teller = teller;
  }

  /** Takes every channel that the peer of {@code session} opens. */
  void join(Session session) {
    session.onChannel(channel -> take(session, channel));
  }

  /**
   * Sends {@code text} to all open channels with this label, or to those of one peer.
   *
   * @param peer a pairing id, or nothing for all
   * @return how many it went to
   */
  int send(String text, Optional<String> peer, String label) {
    int sent = 0;
    for (Map.Entry<Channel, Session> each : channels.entrySet()) {
      Peer to = each.getValue().peer();
      if (each.getKey().label().equals(label) && peer.map(to.id()::equals).orElse(true)) {
        sent += send(text, each.getKey(), to) ? 1 : 0;
      }
    }
    return sent;
  }

  private void take(Session session, Channel channel) {
    channels.put(channel, session);
    channel.onClose(() -> channels.remove(channel));
    channel.onText(
        text -> teller.execute(() -> events.message(session.peer(), channel.label(), text)));
    // Taken and dropped: a message that nobody takes would hold up those behind it.
    channel.onBinary(bytes -> {});
  }

  private boolean send(String text, Channel channel, Peer to) {
    try {
      channel.send(text);
      return true;
    } catch (BufferFullException e) {
      error("busy", to.name() + " takes nothing more at the moment; that was not sent to it.");
    } catch (IllegalStateException e) {
      channels.remove(channel);
    } catch (IllegalArgumentException e) {
      error("malformed", "Not sent: " + e.getMessage() + ".");
    }
    return false;
  }

  private void error(String code, String message) {
    teller.execute(() -> events.error(code, message));
  }
}
