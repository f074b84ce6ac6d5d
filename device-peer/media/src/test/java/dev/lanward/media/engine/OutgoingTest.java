package dev.lanward.media.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What a description of ours says of what is sent, so that no transceiver is asked. */
class OutgoingTest {
  @Test
  void aSectionThatSendsNamesTheStream() {
    String own =
        String.join(
            "\r\n",
            "v=0",
            "m=audio 9 UDP/TLS/RTP/SAVPF 111",
            "a=recvonly",
            "m=video 9 UDP/TLS/RTP/SAVPF 96",
            "a=msid:camera camera-video",
            "a=sendrecv",
            "");
    assertTrue(Outgoing.sends(own, "video"));
    assertFalse(Outgoing.sends(own, "audio"));
    assertFalse(Outgoing.sends("v=0\r\n", "audio"));
  }

  @Test
  void theStreamOfTheOtherKindOrAnotherNameDoesNotCount() {
    assertFalse(Outgoing.sends("m=audio 9 x 1\r\na=msid:other camera-audio\r\n", "audio"));
    assertFalse(Outgoing.sends("m=audiox 9 x 1\r\na=msid:camera camera-audio\r\n", "audio"));
  }
}
