package dev.lanward.drop.io;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** POSIX permissions as nine bits, as in {@code chmod 644}. */
final class Modes {
  /** From the highest bit, the owner's reading, to the lowest. */
  private static final PosixFilePermission[] BITS = PosixFilePermission.values();

  private Modes() {}

  static int bits(Set<PosixFilePermission> permissions) {
    int bits = 0;
    for (PosixFilePermission each : BITS) {
      bits = bits << 1 | (permissions.contains(each) ? 1 : 0);
    }
    return bits;
  }

  static Set<PosixFilePermission> permissions(int bits) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (PosixFilePermission each : BITS) {
      if ((bits >> (BITS.length - 1 - each.ordinal()) & 1) == 1) {
        permissions.add(each);
      }
    }
    return permissions;
  }
}
