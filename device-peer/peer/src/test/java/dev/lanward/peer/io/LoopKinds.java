package dev.lanward.peer.io;

import io.netty.channel.epoll.Epoll;
import java.util.stream.Stream;

/** The kinds of loops that there are on this system: every test of one is a test of all. */
final class LoopKinds {
  private LoopKinds() {}

  static Stream<LoopKind> here() {
    return Stream.of(LoopKind.values())
        .filter(kind -> kind != LoopKind.EPOLL || Epoll.isAvailable());
  }
}
