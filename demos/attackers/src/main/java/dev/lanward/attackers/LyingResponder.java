package dev.lanward.attackers;

import dev.lanward.mdns.MdnsProtocol;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Answers multicast DNS for names that are not its own: at once, several times, with the
 * cache-flush bit; and takes back what the names' owner says. A real responder has no part in it,
 * as that would not lie.
 */
final class LyingResponder implements AutoCloseable {
  /** When each lie is told, milliseconds after the question. */
  private static final int[] TOLD_AT = {0, 15, 60, 250};

  /** The most that is ever sent, so that two liars end some day. */
  private static final int MAX_DATAGRAMS = 5_000;

  private static final int WARM_UP_ROUNDS = 500;

  /** One that speaks multicast DNS to a group. */
  record Socket(DatagramChannel channel, InetSocketAddress group) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private final List<Socket> sockets = new ArrayList<>();
  private final LyingAnswers answers;
  private final Set<InetAddress> spared;
  private final Report report;
  private final AtomicInteger sent = new AtomicInteger();
  private final ScheduledExecutorService later =
      Executors.newSingleThreadScheduledExecutor(LyingResponder::daemon);

  private LyingResponder(LyingAnswers answers, Set<InetAddress> spared, Report report) {
    this.answers = answers;
    this.spared = spared;
    this.report = report;
  }

  /**
   * Starts to lie on one interface.
   *
   * @param answers what it says
   * @param spared hosts whose questions get no lie
   */
  static LyingResponder start(
      String interfaceName, LyingAnswers answers, Set<InetAddress> spared, Report report)
      throws IOException {
    NetworkInterface device = NetworkInterface.getByName(interfaceName);
    if (device == null) {
      throw new IOException("there is no network interface " + interfaceName);
    }
    warmUp(answers);
    LyingResponder responder = new LyingResponder(answers, spared, report);
    responder.open(device);
    return responder;
  }

  int datagramsSent() {
    return sent.get();
  }

  @Override
  public void close() {
    later.shutdownNow();
    for (Socket socket : sockets) {
      try {
        socket.channel().close();
      } catch (IOException e) {
        // It is gone either way.
      }
    }
  }

  private void open(NetworkInterface device) throws IOException {
    for (InetAddress group : List.of(MdnsProtocol.GROUP_IPV4, MdnsProtocol.GROUP_IPV6)) {
      boolean spoken =
          device.inetAddresses().anyMatch(each -> each.getClass().equals(group.getClass()));
      if (spoken) {
        Socket socket = open(device, group);
        sockets.add(socket);
        daemon(() -> listen(socket)).start();
      }
    }
  }

  static Socket open(NetworkInterface device, InetAddress group) throws IOException {
    boolean ipv4 = group instanceof Inet4Address;
    DatagramChannel channel =
        DatagramChannel.open(ipv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
    channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, device);
    channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 255);
    channel.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, false);
    InetAddress scoped =
        ipv4 ? group : Inet6Address.getByAddress(null, group.getAddress(), device.getIndex());
    InetSocketAddress address = new InetSocketAddress(scoped, MdnsProtocol.PORT);
    channel.bind(address);
    channel.join(group, device);
    return new Socket(channel, address);
  }

  /** Whoever lies must be quick: code that has run before is. */
  private static void warmUp(LyingAnswers answers) throws IOException {
    Name name = Name.fromString(UUID.randomUUID() + ".local.");
    byte[] query = Message.newQuery(Record.newRecord(name, Type.A, DClass.IN)).toWire();
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
      answers.wanted(new Message(query));
      answers.lie(name).toWire();
    }
  }

  private void listen(Socket socket) {
    ByteBuffer buffer = ByteBuffer.allocate(MdnsProtocol.MAX_PACKET_BYTES);
    while (socket.channel().isOpen()) {
      try {
        InetSocketAddress source = (InetSocketAddress) socket.channel().receive(buffer.clear());
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        hear(new Message(bytes), source, socket);
      } catch (IOException | RuntimeException e) {
        // No DNS message, or the end. The loop's condition knows.
      }
    }
  }

  private void hear(Message message, InetSocketAddress source, Socket socket) {
    if (message.getHeader().getFlag(Flags.QR)) {
      answers
          .rebuttal(message)
          .ifPresent(
              rebuttal -> {
                sendAfter(0, rebuttal, socket);
                sendAfter(TOLD_AT[TOLD_AT.length - 1], rebuttal, socket);
              });
    } else if (!spared.contains(source.getAddress())) {
      for (Name name : answers.wanted(message)) {
        lie(name, source.getAddress(), socket);
      }
    }
  }

  private void lie(Name name, InetAddress asker, Socket socket) {
    Message lie = answers.lie(name);
    for (int delay : TOLD_AT) {
      sendAfter(delay, lie, socket);
    }
    if (answers.isNew(name)) {
      report.event("lie", "name", name.toString(true), "asker", asker.getHostAddress());
    }
  }

  private void sendAfter(int millis, Message message, Socket socket) {
    byte[] wire = message.toWire();
    Runnable send =
        () -> {
          if (sent.incrementAndGet() <= MAX_DATAGRAMS) {
            try {
              socket.channel().send(ByteBuffer.wrap(wire), socket.group());
            } catch (IOException e) {
              // Closed in between.
            }
          }
        };
    if (millis == 0) {
      send.run();
    } else if (!later.isShutdown()) {
      later.schedule(send, millis, TimeUnit.MILLISECONDS);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "lanward-liar");
    thread.setDaemon(true);
    return thread;
  }
}
