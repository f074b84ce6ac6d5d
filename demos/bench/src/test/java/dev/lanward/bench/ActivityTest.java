package dev.lanward.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a thread is said to do. */
class ActivityTest {
  @Test
  void theInnermostFrameThatIsKnownDecides() {
    assertEquals(
        Activity.CRC32C,
        Activity.of(
            List.of(
                "java.util.zip.CRC32C",
                "dev.lanward.datachannel.PacketWriter",
                "dev.lanward.peer.Connection")));
    assertEquals(
        Activity.AES_GCM,
        Activity.of(List.of("com.sun.crypto.provider.GHASH", "dev.lanward.peer.dtls.Records")));
  }

  @Test
  void copyingCountsForWhoCopies() {
    assertEquals(
        Activity.SCTP,
        Activity.of(
            List.of(
                "java.nio.ByteBuffer",
                "dev.lanward.core.Bytes",
                "dev.lanward.datachannel.Sender")));
  }

  @Test
  void whatNobodyKnowsIsTheRest() {
    assertEquals(Activity.REST, Activity.of(List.of("java.lang.Thread")));
    assertEquals(Activity.REST, Activity.of(List.of()));
  }

  @Test
  void nativeMethodsSendReceiveOrWait() {
    assertEquals(Optional.of(Activity.KERNEL_SENDING), Activity.ofNative("sendmmsg0"));
    assertEquals(Optional.of(Activity.KERNEL_RECEIVING), Activity.ofNative("recvmsg0"));
    assertEquals(Optional.of(Activity.KERNEL_RECEIVING), Activity.ofNative("receive0"));
    assertEquals(Optional.empty(), Activity.ofNative("epollWait0"));
  }
}
