package dev.lanward.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ListenersTest {
  @Test
  void theNameInTheDomainIsToldToWhoeverListensLater() throws Exception {
    Listeners listeners = new Listeners(new Callbacks());
    listeners.registered("Doorbell");
    listeners.registered("Doorbell (2)");
    BlockingQueue<String> names = new LinkedBlockingQueue<>();
    listeners.onRegistered(names::add);
    assertEquals("Doorbell (2)", names.take());
    listeners.registered("Doorbell (3)");
    assertEquals("Doorbell (3)", names.take());
  }
}
