package dev.lanward.kurento;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.media.CameraSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"ws://127.0.0.1:8888/kurento", "ws://localhost:8888/kurento", "ws://[::1]:8888/k"})
  void withoutTlsItIsOnThisMachine(String text) {
    ServerAddress address = ServerAddress.parse(text);
    assertTrue(address.isHere() && !address.isSecure());
    assertEquals(text, address.toString());
  }

  @Test
  void withTlsItMayBeAnywhere() {
    ServerAddress address = ServerAddress.parse("wss://192.168.1.5:8433/kurento");
    assertTrue(address.isSecure());
    assertFalse(address.isHere());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ws://192.168.1.5:8888/kurento",
        "wss://media.example:8433/kurento",
        "ws://me:secret@127.0.0.1:8888/kurento",
        "http://127.0.0.1:8888/kurento",
        "127.0.0.1:8888",
        "ws://",
        "ws:// x",
        "",
      })
  void nothingElseIs(String text) {
    assertThrows(IllegalArgumentException.class, () -> ServerAddress.parse(text));
  }

  @Test
  void whatIsOnAnotherMachineIsNotSentThisOnesCamera() {
    ServerAddress elsewhere = ServerAddress.parse("wss://192.168.1.5:8433/kurento");
    CameraSource test = CameraSource.parse("test");
    assertThrows(IllegalArgumentException.class, () -> KurentoBackend.builder(elsewhere, test));
    KurentoBackend.builder(elsewhere, CameraSource.parse("rtsp://192.168.1.9/stream"));
  }
}
