package dev.lanward.lab;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** The C library's calls for packet sockets, on 64-bit Linux (packet(7), ppoll(2)). */
final class LibC {
  static final int AF_PACKET = 17;
  static final int SOCK_RAW = 3;
  static final int SOL_SOCKET = 1;
  static final int SO_SNDBUF = 7;
  static final int SO_RCVBUF = 8;
  static final int SO_SNDBUFFORCE = 32;
  static final int SO_RCVBUFFORCE = 33;
  static final int SOL_PACKET = 263;
  static final int PACKET_VNET_HDR = 15;
  static final int PACKET_IGNORE_OUTGOING = 23;
  static final int ETH_P_ALL = 0x0003;
  static final int MSG_DONTWAIT = 0x40;
  static final short POLLIN = 0x001;

  static {
    Native.register(LibC.class, "c");
  }

  private LibC() {}

  static native int socket(int domain, int type, int protocol);

  static native int bind(int socket, Pointer address, int length);

  static native int setsockopt(int socket, int level, int option, Pointer value, int length);

  static native int if_nametoindex(String name);

  static native long recv(int socket, Pointer buffer, long length, int flags);

  static native long send(int socket, Pointer buffer, long length, int flags);

  static native int ppoll(Pointer polled, long count, Pointer timeout, Pointer signals);
}
