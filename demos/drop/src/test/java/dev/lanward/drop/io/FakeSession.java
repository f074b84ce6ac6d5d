package dev.lanward.drop.io;

import dev.lanward.datachannel.ChannelOptions;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.peer.Channel;
import dev.lanward.peer.Peer;
import dev.lanward.peer.Session;
import dev.lanward.peer.SessionEnd;
import dev.lanward.peer.SessionTls;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A session with a page; the test opens the page's channels. */
final class FakeSession implements Session {
  final List<FakeChannel> opened = new ArrayList<>();
  private final Map<String, Consumer<Channel>> takers = new HashMap<>();
  private final Peer peer;
  private boolean isOpen = true;

  FakeSession(String id, String name, Fingerprint fingerprint) {
    this.peer = new Peer(id, name, "", fingerprint, false, Instant.EPOCH, Instant.EPOCH);
  }

  /** The page opens a channel, which must be for somebody. */
  FakeChannel opens(String label, String protocol) {
    FakeChannel channel = new FakeChannel(label, protocol);
    Consumer<Channel> taker = takers.get(label);
    if (taker == null) {
      throw new AssertionError("nobody takes " + label);
    }
    taker.accept(channel);
    return channel;
  }

  boolean takes(String label) {
    return takers.containsKey(label);
  }

  @Override
  public Peer peer() {
    return peer;
  }

  @Override
  public void onChannel(String label, Consumer<Channel> handler) {
    takers.put(label, handler);
  }

  @Override
  public void onChannel(Consumer<Channel> handler) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Channel openChannel(String label) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Channel openChannel(ChannelOptions options) {
    if (!isOpen) {
      throw new IllegalStateException("the session is over");
    }
    FakeChannel channel = new FakeChannel(options.label(), options.protocol());
    opened.add(channel);
    return channel;
  }

  @Override
  public SessionTls tls() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void onClose(Consumer<SessionEnd> handler) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isOpen() {
    return isOpen;
  }

  @Override
  public void close() {
    isOpen = false;
  }
}
