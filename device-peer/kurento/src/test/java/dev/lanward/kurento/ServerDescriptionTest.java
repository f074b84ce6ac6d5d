package dev.lanward.kurento;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.pairing.Fingerprint;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerDescriptionTest {
  private static final Fingerprint SERVER = new Fingerprint(Bytes.copyOf(new byte[32]));
  private static final String CERTIFICATE = "a=fingerprint:sha-256 " + SERVER;
  private static final String OTHER = CERTIFICATE.replace("00:00", "00:01");
  private static final String AUDIO = "m=audio 9 UDP/TLS/RTP/SAVPF 96";
  private static final String VIDEO = "m=video 9 UDP/TLS/RTP/SAVPF 97";

  @Test
  void itsCandidatesAreSetAsideAndTheRestIsAsItWas() throws Exception {
    ServerDescription read =
        ServerDescription.read(
            sdp(
                AUDIO,
                CERTIFICATE,
                "a=candidate:1 1 UDP 1 192.168.1.5 40000 typ host",
                "a=mid:audio0",
                VIDEO,
                "a=end-of-candidates",
                CERTIFICATE,
                "a=mid:video0"));
    assertEquals(SERVER, read.fingerprint());
    String here = "candidate:2 1 udp 7 10.0.0.5 40001 typ host";
    assertEquals(
        sdp(AUDIO, CERTIFICATE, "a=mid:audio0", "a=" + here, VIDEO, CERTIFICATE, "a=mid:video0"),
        read.write(List.of(new ServerCandidate(0, here))));
    assertEquals(
        sdp(AUDIO, CERTIFICATE, "a=mid:audio0", VIDEO, CERTIFICATE, "a=mid:video0", "a=" + here),
        read.write(List.of(new ServerCandidate(1, here))));
  }

  @Test
  void aFingerprintOfTheWholeIsOneOfEachSection() throws Exception {
    assertEquals(SERVER, ServerDescription.read(sdp(CERTIFICATE, AUDIO, VIDEO)).fingerprint());
    assertEquals(
        SERVER,
        ServerDescription.read(sdp(CERTIFICATE.replace("sha-256", "SHA-256"), AUDIO))
            .fingerprint());
  }

  @Test
  void aProfileWithoutItsTransportIsGivenIt() throws Exception {
    ServerDescription read =
        ServerDescription.read(sdp(AUDIO.replace("UDP/TLS/", ""), CERTIFICATE));
    assertEquals(sdp(AUDIO, CERTIFICATE), read.write(List.of()));
  }

  @Test
  void whoseCertificateIsInDoubtIsRefused() {
    refuses(sdp(AUDIO));
    refuses(sdp(AUDIO, CERTIFICATE, VIDEO));
    refuses(sdp(AUDIO, VIDEO, CERTIFICATE));
    refuses(sdp(AUDIO, CERTIFICATE, VIDEO, OTHER));
    refuses(sdp(CERTIFICATE, AUDIO, OTHER));
    refuses(sdp(AUDIO, CERTIFICATE, OTHER));
    refuses(sdp(AUDIO, CERTIFICATE.replace("sha-256", "sha-1")));
    refuses(sdp(AUDIO, CERTIFICATE, "a=fingerprint:sha-256"));
    refuses(sdp(AUDIO, CERTIFICATE, "a=Fingerprint: sha-256 " + SERVER));
    refuses(sdp(AUDIO, CERTIFICATE + " x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\r\n",
        "a=candidate:1 1 UDP 1 192.168.1.5 40000 typ host\r\n",
        "v=0\r\n",
        "hello",
        "v=0\r\n\r\nm=audio 9 UDP/TLS/RTP/SAVPF 96\r\n",
        "v=0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n",
        "v=0\r\nm=audio 9 RTP/AVP 96\r\n",
        "v=0\r\na=\u00e9\r\n",
        "v=0\r\na=x\rb\r\n",
      })
  void whatIsNoDescriptionIsRefused(String text) {
    refuses(text);
    refuses(text + CERTIFICATE + "\r\n");
  }

  @Test
  void noneIsRefused() {
    assertThrows(BadDescriptionException.class, () -> ServerDescription.read(null));
  }

  @Test
  void whatIsTooMuchIsRefused() {
    refuses(sdp(AUDIO, CERTIFICATE, "a=" + "x".repeat(1_023)));
    refuses(sdp(AUDIO, CERTIFICATE) + "a=x\r\n".repeat(1_000));
    refuses(sdp(AUDIO, CERTIFICATE) + (VIDEO + "\r\n" + CERTIFICATE + "\r\n").repeat(4));
    refuses("v=0\r\n".repeat(10_000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "candidate:1 1 TCP 1 192.168.1.5 9 typ host tcptype active",
        "candidate:1 1 UDP 1 192.0.2.5 9 typ srflx raddr 10.0.0.1 rport 9",
        "candidate:1 2 UDP 1 192.168.1.5 9 typ host",
        "candidate:1 1 UDP 1 server.local 9 typ host",
        "candidate:1 1 UDP 1 192.168.1.5 0 typ host",
        "candidate:1 1 UDP 1 192.168.1.5 65536 typ host",
        "candidate:1 1 UDP 2147483648 192.168.1.5 9 typ host",
        "candidate:1 1 UDP 1 192.168.1.5 9 typ host\r\na=x",
        "candidate:",
        "",
      })
  void noCandidateButAHostsOverUdpIsTaken(String text) {
    assertTrue(ServerCandidate.read(text, 0).isEmpty());
  }

  @Test
  void aCandidateIsWrittenAnew() {
    assertEquals(
        new ServerCandidate(1, "candidate:1 1 udp 2013266431 fd00::5 33555 typ host"),
        ServerCandidate.read("candidate:1 1 UDP 2013266431 fd00:0::5 33555 typ host x 1", 1)
            .orElseThrow());
    assertTrue(ServerCandidate.read("candidate:1 1 UDP 1 10.0.0.5 9 typ host", -1).isEmpty());
    assertTrue(ServerCandidate.read("candidate:1 1 UDP 1 10.0.0.5 9 typ host", 99).isEmpty());
  }

  private static void refuses(String sdp) {
    assertThrows(BadDescriptionException.class, () -> ServerDescription.read(sdp), sdp);
  }

  private static String sdp(String... lines) {
    return "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
        + String.join("\r\n", lines)
        + "\r\n";
  }
}
