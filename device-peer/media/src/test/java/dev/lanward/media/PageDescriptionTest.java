package dev.lanward.media;

import static dev.lanward.media.TestDescriptions.CHROMIUM;
import static dev.lanward.media.TestDescriptions.FIREFOX;
import static dev.lanward.media.TestDescriptions.HASH;
import static dev.lanward.media.TestDescriptions.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.MalformedMessageException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Protocol section 16: the device writes the page's description anew from what it allows. */
class PageDescriptionTest {
  @Test
  void whatChromiumWritesIsWrittenAnew() throws Exception {
    String written = rewritten(CHROMIUM);
    assertTrue(written.startsWith("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n"), written);
    assertTrue(written.contains("m=audio 9 UDP/TLS/RTP/SAVPF 111 63 110\r\n"), written);
    assertTrue(written.contains("a=fmtp:111 minptime=10;useinbandfec=1\r\n"), written);
    assertTrue(written.contains("a=fmtp:63 111/111\r\n"), written);
    assertTrue(written.contains("a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n"), written);
    assertTrue(written.contains("a=ssrc:2231627014 cname:U3hpc2/hOvEwCK2M\r\n"), written);
  }

  @Test
  void codecsThatNobodyAllowedAreLeftOutWithWhatRepairsThem() throws Exception {
    String written = rewritten(CHROMIUM);
    assertTrue(written.contains("m=video 9 UDP/TLS/RTP/SAVPF 96 97 103 104\r\n"), written);
    assertFalse(written.contains("H265") || written.contains(":117 "), written);
    assertFalse(written.contains("G722") || written.contains("rrtr"), written);
    assertFalse(written.contains("urn:example"), written);
  }

  @Test
  void onlyLiteralHostsBecomeCandidates() throws Exception {
    List<String> candidates =
        rewritten(CHROMIUM).lines().filter(line -> line.startsWith("a=candidate")).toList();
    assertEquals(List.of("a=candidate:2 1 udp 2113937150 192.168.1.20 54321 typ host"), candidates);
  }

  @Test
  void candidatesWithNamesAreSetAsideAndGetAnAddressOfALocalNetworkOrNone() throws Exception {
    List<NamedCandidate> named = PageDescription.read(CHROMIUM, PAGE).named();
    UUID host = UUID.fromString("1f4712db-ea17-4bcf-a596-105139dfd8bf");
    assertEquals(List.of(new NamedCandidate("0", 0, "1", 2_113_937_151L, host, 54_321)), named);
    assertEquals(
        Optional.of("candidate:1 1 udp 2113937151 fd00::7 54321 typ host"),
        named.get(0).at(InetAddress.getByName("fd00::7")));
    for (String elsewhere :
        List.of("9.9.9.9", "127.0.0.1", "2001:db8::1", "fe80::1", "224.0.0.1")) {
      assertEquals(Optional.empty(), named.get(0).at(InetAddress.getByName(elsewhere)), elsewhere);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1f4712db-ea17-1bcf-a596-105139dfd8bf.local", // not of version 4
        "1f4712db-ea17-4bcf-a596-105139dfd8bf.locax",
        "1f4712db-ea17-4bcf-a596-105139dfd8bf......",
        "1f4712db0ea17-4bcf-a596-105139dfd8bf.local",
        "router.local",
      })
  void noNameButABrowsersOwnIsSetAside(String name) throws Exception {
    String candidate = "a=candidate:1 1 udp 1 " + name + " 1 typ host\r\n";
    assertEquals(List.of(), PageDescription.read(FIREFOX + candidate, PAGE).named());
  }

  @Test
  void atMostEightNamesAreSetAside() throws Exception {
    String candidate =
        "a=candidate:1 1 udp 1 1f4712db-ea17-4bcf-a596-105139dfd8bf.local 1 typ host\r\n";
    assertEquals(8, PageDescription.read(FIREFOX + candidate.repeat(50), PAGE).named().size());
  }

  @Test
  void theFingerprintIsThatOfTheSessionInEachSection() throws Exception {
    assertEquals(2, count(rewritten(CHROMIUM), "a=fingerprint:sha-256 " + HASH));
    assertEquals(1, count(rewritten(FIREFOX), "a=fingerprint:sha-256 " + HASH));
  }

  @Test
  void whatFirefoxWritesIsWrittenAnew() throws Exception {
    String written = rewritten(FIREFOX);
    assertTrue(written.contains("a=ice-ufrag:1a2b3c4d\r\n"), written);
    assertTrue(written.contains("a=fmtp:101 0-15\r\n"), written);
    assertTrue(
        written.contains("a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1\r\n"), written);
    assertFalse(written.contains("SDPARTA"), written);
  }

  @Test
  void whatIsWrittenReadsAsTheSameButForNames() throws Exception {
    for (String sdp : List.of(CHROMIUM, FIREFOX)) {
      String unnamed = sdp.replaceAll("a=candidate[^\r]*[.]local[^\r]*\r\n", "");
      PageDescription once = PageDescription.read(unnamed, PAGE);
      String written = PageDescription.read(sdp, PAGE).write(PAGE);
      assertEquals(once, PageDescription.read(written, PAGE));
    }
  }

  @Test
  void anotherCertificateIsRefusedWhereverItStands() {
    assertMalformed(CHROMIUM.replaceFirst("sha-256 AB", "sha-256 AC"));
    assertMalformed(FIREFOX.replaceFirst("sha-256 AB", "sha-256 AC"));
    assertMalformed(CHROMIUM.replaceFirst("sha-256", "sha-1"));
    assertMalformed(FIREFOX.replaceFirst("a=mid:0", "a=fingerprint:sha-256 AA\r\na=mid:0"));
  }

  @ParameterizedTest(name = "[{index}] {0} -> {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "m=audio 9 | m=application 9",
        "UDP/TLS/RTP/SAVPF 109 101 | UDP/DTLS/SCTP webrtc-datachannel",
        "UDP/TLS/RTP/SAVPF 109 | RTP/AVP 109",
        "SAVPF 109 101 | SAVPF 109 109",
        "SAVPF 109 101 | SAVPF 109 128",
        "a=mid:0 | a=mid:",
        "a=mid:0 | a=mid:0 1",
        "a=mid:0 | a=mid:00000000000000000",
        "a=mid:0 | a=x:0",
        "BUNDLE 0 | BUNDLE 0 1",
        "BUNDLE 0 | BUNDLE 0 0",
        "a=group:BUNDLE 0 | a=x",
        "ice-ufrag:1a2b3c4d | ice-ufrag:1a2",
        "ice-ufrag:1a2b3c4d | ice-ufrag:1a2b!c4d",
        "a=ice-pwd:c1b0 | a=x:c1b0",
        "ice-pwd:c1b0e1ea4f2d3f1b0d3c2a1908f7e6d5 | ice-pwd:c1b0e1ea4f2d3f1b0d3c2",
        "setup:actpass | setup:holdconn",
        "a=setup:actpass | a=x",
        "a=rtcp-mux | a=x",
        "a=sendrecv | a=sendrecv\\r\\na=recvonly",
        "a=extmap:3 | a=extmap:256",
        "rtpmap:109 opus | rtpmap:109 opus/48000/2\\r\\na=rtpmap:109 opus",
        "v=0 | v=1",
      })
  void whatBreaksARuleIsRefused(String from, String to) {
    String broken = FIREFOX.replace(from, to.replace("\\r\\n", "\r\n"));
    assertFalse(broken.equals(FIREFOX), "the test changes nothing");
    assertMalformed(broken);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=rtpmap:109 opus/48000/2\rm=x",
        "a=x\u0000y",
        "a=x\u2028y",
        "a=é",
        "noequals",
        "",
        "A=x",
      })
  void linesAreOneLetterAndAscii(String line) {
    assertMalformed(FIREFOX + line + "\r\n");
  }

  @Test
  void parametersThatNobodyAllowedAreLeftOut() throws Exception {
    String written =
        rewritten(
            FIREFOX.replace(
                "stereo=1", "stereo=1;x-google-start-bitrate=99999;maxaveragebitrate=1"));
    assertFalse(written.contains("bitrate"), written);
  }

  @Test
  void aRejectedSectionKeepsItsPlaceAndNothingElse() throws Exception {
    PageDescription read = PageDescription.read(CHROMIUM.replace("m=video 9", "m=video 0"), PAGE);
    assertTrue(read.sections().get(1).isRejected());
    assertTrue(read.write(PAGE).contains("m=video 0 UDP/TLS/RTP/SAVPF 0\r\n"));
  }

  /** RFC 8843 section 6: as Firefox writes each section but the first of a later offer. */
  @Test
  void aSectionWithPortZeroThatSharesATransportIsNotRejected() throws Exception {
    PageDescription read =
        PageDescription.read(
            CHROMIUM.replaceAll("m=video 9([^\r]*)\r\n", "m=video 0$1\r\na=bundle-only\r\n"), PAGE);
    assertFalse(read.sections().get(1).isRejected());
    assertTrue(read.write(PAGE).contains("m=video 9 UDP/TLS/RTP/SAVPF 96"));
  }

  @Test
  void thereIsALimitToEverything() {
    assertMalformed(FIREFOX + "a=x\r\n".repeat(1_500));
    assertMalformed(FIREFOX + "a=" + "x".repeat(1_100) + "\r\n");
    assertMalformed(FIREFOX + ("a=" + "x".repeat(1_000) + "\r\n").repeat(40));
    assertMalformed(FIREFOX + "a=ssrc:1 cname:x\r\n".repeat(33));
    String section = FIREFOX.substring(FIREFOX.indexOf("m=audio"));
    StringBuilder many = new StringBuilder(FIREFOX);
    for (int i = 1; i <= 16; i++) {
      many.append(section.replace("a=mid:0", "a=mid:" + i));
    }
    assertMalformed(many.toString());
  }

  @Test
  void atMostEightCandidatesAreTaken() throws Exception {
    String candidate = "a=candidate:1 1 udp 1 192.168.1.20 1 typ host\r\n";
    assertEquals(8, count(rewritten(FIREFOX + candidate.repeat(50)), "a=candidate"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "224.0.0.1",
        "127.0.0.1",
        "0.0.0.0",
        "::1",
        "ff02::1",
        "1.2.3",
        "1.2.3.4.5",
        "9.9.9.9",
        "2001:db8::1"
      })
  void candidatesThatAreNoNeighboursAreLeftOut(String address) throws Exception {
    String candidate = "a=candidate:1 1 udp 1 " + address + " 1 typ host\r\n";
    assertEquals(0, count(rewritten(FIREFOX + candidate), "a=candidate"));
  }

  static long count(String text, String beginning) {
    return text.lines().filter(line -> line.startsWith(beginning)).count();
  }

  private static String rewritten(String sdp) throws MalformedMessageException {
    return PageDescription.read(sdp, PAGE).write(PAGE);
  }

  private static void assertMalformed(String sdp) {
    assertThrows(MalformedMessageException.class, () -> PageDescription.read(sdp, PAGE));
  }
}
