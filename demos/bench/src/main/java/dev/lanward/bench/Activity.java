package dev.lanward.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a thread does, as its stack tells: the innermost frame whose class begins with one of these
 * names decides. So copying counts for who copies.
 */
enum Activity {
  CRC32C("java.util.zip.CRC32C", "dev.lanward.datachannel.PacketChecksum"),
  SHA_256("sun.security.provider.SHA", "sun.security.provider.Digest", "dev.lanward.drop.TreeHash"),
  AES_GCM("com.sun.crypto.provider.", "javax.crypto."),
  DTLS("dev.lanward.peer.dtls.", "org.bouncycastle."),
  SCTP("dev.lanward.datachannel."),
  DATAGRAMS("io.netty.", "dev.lanward.peer.io.", "sun.nio.ch.Datagram", "sun.nio.ch.EPoll"),
  FILES("sun.nio.ch.File", "sun.nio.fs.", "java.io.File", "java.io.RandomAccessFile"),
  DROP("dev.lanward.drop."),
  CHANNELS("dev.lanward.peer."),
  PROFILING("jdk.jfr."),
  /** By the kernel's own account of threads. */
  KERNEL_SENDING,
  KERNEL_RECEIVING,
  KERNEL_REST,
  /** Of the JVM's own threads. */
  GARBAGE,
  COMPILING,
  REST;

  private final List<String> beginnings;

  Activity(String... beginnings) {
    this.beginnings = List.of(beginnings);
  }

  /**
   * @param classes of a stack's frames, the innermost first
   */
  static Activity of(List<String> classes) {
    return classes.stream().map(Activity::named).flatMap(Optional::stream).findFirst().orElse(REST);
  }

  /** What the system calls of a native method are for, by its name; nothing where it waits. */
  static Optional<Activity> ofNative(String method) {
    if (method.startsWith("send") || method.startsWith("write")) {
      return Optional.of(KERNEL_SENDING);
    }
    boolean reads = method.startsWith("rec") || method.startsWith("read");
    return reads ? Optional.of(KERNEL_RECEIVING) : Optional.empty();
  }

  private static Optional<Activity> named(String className) {
    return Arrays.stream(values())
        .filter(each -> each.beginnings.stream().anyMatch(className::startsWith))
        .findFirst();
  }
}
