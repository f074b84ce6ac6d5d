package dev.lanward.peer.io;

/** One UDP socket, bound to one address. Belongs to the loop's thread. */
interface UdpSocket extends DatagramExit, AutoCloseable {
  /** A burst of a fast sender for 50 ms; the kernel gives less where its limit is lower. */
  int WANTED_BUFFER_BYTES = 4 << 20;

  /** Hands everything that arrives to {@code handler} from now on. Once. */
  void listen(DatagramHandler handler);

  /** As the kernel says; Linux says twice what it grants to data. */
  int receiveBufferBytes();

  /** Closes it, after what was sent before. Any thread. */
  @Override
  void close();
}
