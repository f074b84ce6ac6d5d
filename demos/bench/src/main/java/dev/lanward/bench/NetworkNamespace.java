package dev.lanward.bench;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/**
 * The network of a lab host, for one thread and those that it starts: a Linux thread may leave the
 * network of its process for another (setns(2)), and sockets stay where they were opened. So one
 * process can stand for hundreds of hosts, each with a link and an address of its own.
 *
 * <p>The JDK reads IPv6 addresses from {@code /proc/net}, which shows the network of the process's
 * first thread. Hosts that share a process must have IPv4 alone.
 */
final class NetworkNamespace {
  private static final int O_RDONLY = 0;
  private static final int CLONE_NEWNET = 0x4000_0000;

  static {
    Native.register(NetworkNamespace.class, "c");
  }

  private NetworkNamespace() {}

  private static native int open(String path, int flags) throws LastErrorException;

  private static native int setns(int descriptor, int kind) throws LastErrorException;

  private static native int close(int descriptor) throws LastErrorException;

  /** Starts {@code work} on a thread in the network of the lab host {@code host}. */
  static <T> FutureTask<T> start(String host, Callable<T> work) {
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              enter(host);
              return work.call();
            });
    new Thread(task, host).start();
    return task;
  }

  private static void enter(String host) {
    int descriptor = open("/run/netns/" + host, O_RDONLY);
    try {
      setns(descriptor, CLONE_NEWNET);
    } finally {
      close(descriptor);
    }
  }
}
