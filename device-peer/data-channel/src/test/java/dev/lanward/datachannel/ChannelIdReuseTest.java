package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanward.core.Tick;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An id is free again when {@link Event.ChannelClosed} is told, not when it happens. */
class ChannelIdReuseTest {
  private final Association client =
      Association.create(Role.DTLS_CLIENT, Limits.DEFAULT, new Random(1));
  private final Association server =
      Association.create(Role.DTLS_SERVER, Limits.DEFAULT, new Random(2));
  private final ByteBuffer packet = ByteBuffer.allocate(2048);
  private Tick now = new Tick(0);

  @BeforeEach
  void connect() {
    client.connect(now);
    pass();
    pollAll();
  }

  @Test
  void aChannelOpenedBeforeTheEventIsPolledGetsAnotherId() {
    int first = client.openChannel(now, ChannelOptions.reliable("first"));
    pass();
    client.closeChannel(now, first);
    pass();
    assertEquals(0, client.channelCount());
    assertNotEquals(first, client.openChannel(now, ChannelOptions.reliable("second")));
    pollAll();
    assertEquals(first, client.openChannel(now, ChannelOptions.reliable("third")));
  }

  @Test
  void aNegotiatedChannelHasToWaitForTheEventToo() {
    ChannelOptions options = ChannelOptions.negotiated("agreed", 8);
    client.openChannel(now, options);
    server.openChannel(now, options);
    client.closeChannel(now, 8);
    pass();
    assertThrows(IllegalStateException.class, () -> client.openChannel(now, options));
    pollAll();
    assertEquals(8, client.openChannel(now, options));
  }

  /** Two seconds of packets both ways, and nobody polls an event. */
  private void pass() {
    for (int i = 0; i < 100; i++) {
      now = now.plus(Duration.ofMillis(20));
      client.handleTimeout(now);
      server.handleTimeout(now);
      carry(client, server);
      carry(server, client);
    }
  }

  private void carry(Association from, Association to) {
    while (from.pollTransmit(packet.clear())) {
      to.handleDatagram(now, packet.flip());
    }
  }

  private void pollAll() {
    while (client.pollEvent().isPresent() || server.pollEvent().isPresent()) {
      // What is told is of no interest here.
    }
  }
}
