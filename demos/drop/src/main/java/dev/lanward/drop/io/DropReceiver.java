package dev.lanward.drop.io;

import dev.lanward.core.Bytes;
import dev.lanward.drop.DropException;
import dev.lanward.drop.DropMessage;
import dev.lanward.drop.DropProtocol;
import dev.lanward.drop.DropWriter;
import dev.lanward.drop.Limits;
import dev.lanward.drop.TlsInvitation;
import dev.lanward.peer.Channel;
import dev.lanward.peer.Peer;
import dev.lanward.peer.Session;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes what peers send, each transfer on a thread of its own. */
public final class DropReceiver {
  /** Each has a thread, and a window of chunks that may wait. */
  private static final int MOST_AT_ONCE = 16;

  private static final int MOST_OF_A_PEER = 4;
  private static final int MOST_REMEMBERED = 1_000;

  /** Decides, and hears how it goes. On the threads of transfers; may block none of them. */
  public interface Listener {
    /** Somebody must decide: call {@link Answer}, once, from any thread. */
    void offered(DropOffer offer, Answer answer);

    /**
     * It was agreed to and begins.
     *
     * @param keptBytes what is here from before
     * @param isOverTls whether it comes over TLS beside the session
     */
    void begins(DropOffer offer, long keptBytes, boolean isOverTls);

    /** So many bytes were taken, on top of those. A few times a second. */
    void progress(DropOffer offer, long keptBytes, long takenBytes);

    /** Everything is in its place. */
    void received(DropOffer offer);

    /** It was cut, and goes on when its sender comes back. */
    void cut(DropOffer offer);

    /** It ended, for a reason of either side. */
    void failed(DropOffer offer, DropException why);

    /** Something was refused before it was offered whole, such as more than the quota. */
    default void refused(Peer peer, DropException why) {}
  }

  /** What somebody has decided. */
  public interface Answer {
    void accept();

    void decline(String message);
  }

  private final DropShelves shelves;
  private final Limits limits;
  private final Listener listener;
  private final SecureRandom random = new SecureRandom();
  private volatile int tlsPort;

  // Guarded by this.
  private final List<Transfer> running = new ArrayList<>();
  private final Map<Bytes, Transfer> byTransfer = new HashMap<>();
  private final Map<Bytes, Boolean> agreed = new LinkedHashMap<>();
  private int started;

  /** Takes onto {@code shelves} what {@code listener} agrees to, within {@code limits}. */
  public DropReceiver(DropShelves shelves, Limits limits, Listener listener) {
    this.shelves = shelves;
    this.limits = limits;
    this.listener = listener;
  }

  /**
   * The TCP port at which senders come by TLS, for a firewall that wants to know it: 1 to 65535; at
   * first any that is free. Where it is taken for a moment, a transfer stays on its data channel.
   */
  public void setTlsPort(int port) {
    tlsPort = port;
  }

  /** Takes what the peer of {@code session} sends over it. */
  public void join(Session session) {
    session.onChannel(DropProtocol.LABEL, channel -> take(session, channel));
  }

  /** Whether transfers go on. */
  public synchronized boolean isBusy() {
    return !running.isEmpty();
  }

  private synchronized void take(Session session, Channel channel) {
    String peer = session.peer().id();
    long ofPeer = running.stream().filter(each -> each.peer().id().equals(peer)).count();
    if (!channel.protocol().equals(DropProtocol.PROTOCOL)) {
      refuse(channel, "unsupported", "This side speaks " + DropProtocol.PROTOCOL + ".");
    } else if (running.size() >= MOST_AT_ONCE || ofPeer >= MOST_OF_A_PEER) {
      refuse(channel, "busy", "The receiver takes other files just now. Try again later.");
    } else {
      Transfer transfer = new Transfer(this, session, channel, limits);
      running.add(transfer);
      Thread thread = new Thread(transfer::run, "lanward-drop-" + ++started);
      thread.setDaemon(true);
      thread.start();
    }
  }

  Listener listener() {
    return listener;
  }

  int tlsPort() {
    return tlsPort;
  }

  Bytes newToken() {
    byte[] token = new byte[TlsInvitation.TOKEN_BYTES];
    random.nextBytes(token);
    return Bytes.copyOf(token);
  }

  DropShelves shelves() {
    return shelves;
  }

  /** Whether somebody has agreed to the very same, which was cut: nobody is asked twice. */
  synchronized boolean isAgreed(DropOffer offer) {
    return agreed.containsKey(offer.transfer());
  }

  synchronized void agree(DropOffer offer) {
    agreed.put(offer.transfer(), true);
    if (agreed.size() > MOST_REMEMBERED) {
      agreed.remove(agreed.keySet().iterator().next());
    }
  }

  /** It is over for good: who offers the same once more asks anew. */
  synchronized void settled(DropOffer offer) {
    agreed.remove(offer.transfer());
  }

  /**
   * Makes {@code transfer} the one that has the parts of {@code offer}. One before it, whose sender
   * was cut off without our knowing yet, ends first.
   */
  void own(Transfer transfer, DropOffer offer) throws InterruptedException {
    Transfer before;
    synchronized (this) {
      before = byTransfer.put(offer.transfer(), transfer);
    }
    if (before != null) {
      before.giveUp();
    }
  }

  synchronized void ended(Transfer transfer) {
    running.remove(transfer);
    byTransfer.values().remove(transfer);
  }

  private static void refuse(Channel channel, String code, String message) {
    try {
      channel.send(DropWriter.text(new DropMessage.Failed(code, message)));
    } catch (IllegalStateException e) {
      // Its session is over.
    }
    channel.close();
  }
}
