package dev.lanward.peer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class LoopKindTest {
  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      architectures = {"amd64", "aarch64"})
  void epollIsThereOnLinux() {
    assertEquals(LoopKind.EPOLL, LoopKind.named("epoll"));
    assertEquals(2, LoopKinds.here().count(), "the tests of loops run on both");
  }

  @Test
  void theNameMayBeInCapitals() {
    assertEquals(LoopKind.NIO, LoopKind.named("NIO"));
  }

  @Test
  void anotherNameIsRefusedWithTheOnesThatThereAre() {
    String message =
        assertThrows(IllegalStateException.class, () -> LoopKind.named("iocp")).getMessage();
    assertTrue(message.contains("nio or epoll") && message.contains("iocp"), message);
  }
}
