package dev.lanward.lab;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Reads and writes whole frames of one network interface.
 *
 * <p>Frames carry the kernel's {@code virtio_net_hdr}: frames between virtual interfaces have no
 * checksum yet, and the header is what says so to whoever they are handed on to. One thread only;
 * it lives as long as the process.
 */
final class PacketSocket {
  /**
   * The largest frame (65,535 bytes, Ethernet header, VLAN tag) and the kernel's 10-byte header.
   */
  private static final int MAX_FRAME_BYTES = 65_535 + 18 + 10;

  /** Bytes that a burst may take before we are scheduled. */
  private static final int SOCKET_BUFFER_BYTES = 8 << 20;

  private static final int SOCKADDR_LL_BYTES = 20;

  private final int descriptor;
  private final Memory buffer = new Memory(MAX_FRAME_BYTES);

  private PacketSocket(int descriptor) {
    this.descriptor = descriptor;
  }

  static PacketSocket open(String interfaceName) throws IOException {
    int index = LibC.if_nametoindex(interfaceName);
    if (index == 0) {
      throw new IOException("there is no network interface " + interfaceName);
    }
    // Protocol 0 receives nothing until bind says from where.
    int descriptor = check("socket", LibC.socket(LibC.AF_PACKET, LibC.SOCK_RAW, 0));
    PacketSocket socket = new PacketSocket(descriptor);
    check("PACKET_VNET_HDR", socket.setOption(LibC.SOL_PACKET, LibC.PACKET_VNET_HDR, 1));
    check(
        "PACKET_IGNORE_OUTGOING",
        socket.setOption(LibC.SOL_PACKET, LibC.PACKET_IGNORE_OUTGOING, 1));
    socket.enlargeBuffers();
    Memory address = new Memory(SOCKADDR_LL_BYTES);
    address.clear();
    address.setShort(0, (short) LibC.AF_PACKET);
    address.setShort(2, networkOrder((short) LibC.ETH_P_ALL));
    address.setInt(4, index);
    check("bind", LibC.bind(descriptor, address, SOCKADDR_LL_BYTES));
    return socket;
  }

  int descriptor() {
    return descriptor;
  }

  /** The next frame that waits, with its header; empty when none does. */
  Optional<byte[]> receive() {
    long length = LibC.recv(descriptor, buffer, MAX_FRAME_BYTES, LibC.MSG_DONTWAIT);
    return length < 0 ? Optional.empty() : Optional.of(buffer.getByteArray(0, (int) length));
  }

  /** Sends a frame that another socket received; false when the interface did not take it. */
  boolean send(byte[] frame) {
    buffer.write(0, frame, 0, frame.length);
    return LibC.send(descriptor, buffer, frame.length, LibC.MSG_DONTWAIT) == frame.length;
  }

  /** As much as we may: FORCE needs a privilege that a user namespace lacks. */
  private void enlargeBuffers() {
    if (setOption(LibC.SOL_SOCKET, LibC.SO_RCVBUFFORCE, SOCKET_BUFFER_BYTES) < 0) {
      setOption(LibC.SOL_SOCKET, LibC.SO_RCVBUF, SOCKET_BUFFER_BYTES);
    }
    if (setOption(LibC.SOL_SOCKET, LibC.SO_SNDBUFFORCE, SOCKET_BUFFER_BYTES) < 0) {
      setOption(LibC.SOL_SOCKET, LibC.SO_SNDBUF, SOCKET_BUFFER_BYTES);
    }
  }

  private int setOption(int level, int option, int value) {
    Memory memory = new Memory(Integer.BYTES);
    memory.setInt(0, value);
    return LibC.setsockopt(descriptor, level, option, memory, Integer.BYTES);
  }

  private static int check(String what, int result) throws IOException {
    if (result < 0) {
      throw new IOException(what + " failed, errno " + Native.getLastError());
    }
    return result;
  }

  private static short networkOrder(short value) {
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? Short.reverseBytes(value) : value;
  }
}
