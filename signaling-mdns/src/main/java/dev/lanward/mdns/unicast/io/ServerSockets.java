package dev.lanward.mdns.unicast.io;

import dev.lanward.mdns.unicast.DnsServer;
import dev.lanward.mdns.unicast.Request;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * The sockets to one server: one for each request, so that each has a port that a forger must
 * guess, and connected, so that the kernel drops what others send and tells what cannot be reached.
 */
final class ServerSockets {

  /** Is told what comes of a request. */
  interface Listener {
    void answer(long ticket, byte[] message);

    void failure(long ticket, String what);
  }

  /** A socket with a request under way. */
  interface Conversation extends AutoCloseable {
    long ticket();

    /** Does what the socket is ready for. */
    void ready(SelectionKey key, Listener listener) throws IOException;

    @Override
    void close() throws IOException;
  }

  private final InetSocketAddress server;
  private final Selector selector;

  ServerSockets(DnsServer server, Selector selector) {
    this.server = new InetSocketAddress(server.address(), server.port());
    this.selector = selector;
  }

  void send(Request request, Listener listener) {
    try {
      switch (request.transport()) {
        case UDP -> DatagramConversation.begin(server, request, selector);
        case TCP -> StreamConversation.begin(server, request, selector);
      }
    } catch (IOException e) {
      listener.failure(request.ticket(), Reasons.of(e));
    }
  }

  void receive(Listener listener) {
    for (SelectionKey key : List.copyOf(selector.selectedKeys())) {
      Conversation conversation = (Conversation) key.attachment();
      try {
        if (key.isValid()) {
          conversation.ready(key, listener);
        }
      } catch (IOException e) {
        close(key);
        listener.failure(conversation.ticket(), Reasons.of(e));
      }
    }
    selector.selectedKeys().clear();
  }

  /** Closes those that nobody waits for any more. */
  void closeUnless(LongPredicate isAwaited) {
    for (SelectionKey key : List.copyOf(selector.keys())) {
      if (!isAwaited.test(((Conversation) key.attachment()).ticket())) {
        close(key);
      }
    }
  }

  private static void close(SelectionKey key) {
    try {
      ((Conversation) key.attachment()).close();
    } catch (IOException e) {
      key.cancel();
    }
  }
}
