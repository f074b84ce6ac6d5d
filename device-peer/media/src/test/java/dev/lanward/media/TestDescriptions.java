package dev.lanward.media;

import dev.lanward.core.Bytes;
import dev.lanward.pairing.Fingerprint;
import java.util.Collections;

/** Descriptions as browsers write them, shortened. */
final class TestDescriptions {
  static final Fingerprint PAGE = new Fingerprint(Bytes.ofHex("ab".repeat(32)));
  static final Fingerprint OTHER = new Fingerprint(Bytes.ofHex("cd".repeat(32)));
  static final String HASH = String.join(":", Collections.nCopies(32, "AB"));

  /** Chromium's. */
  static final String CHROMIUM =
      lines(
          "v=0",
          "o=- 5738214683414231412 2 IN IP4 127.0.0.1",
          "s=-",
          "t=0 0",
          "a=group:BUNDLE 0 1",
          "a=extmap-allow-mixed",
          "a=msid-semantic: WMS",
          "m=audio 54321 UDP/TLS/RTP/SAVPF 111 63 9 0 8 110",
          "c=IN IP4 192.168.1.20",
          "a=rtcp:9 IN IP4 0.0.0.0",
          "a=candidate:1 1 udp 2113937151 1f4712db-ea17-4bcf-a596-105139dfd8bf.local 54321 typ host"
              + " generation 0 network-cost 999",
          "a=candidate:2 1 udp 2113937150 192.168.1.20 54321 typ host generation 0",
          "a=candidate:3 1 tcp 1518214911 192.168.1.20 9 typ host tcptype active",
          "a=candidate:4 1 udp 1677729535 203.0.113.9 54321 typ srflx raddr 0.0.0.0 rport 0",
          "a=ice-ufrag:p1Xq",
          "a=ice-pwd:qhsBqxvcQvTn5TZCUYp8jsFG",
          "a=ice-options:trickle",
          "a=fingerprint:sha-256 " + HASH,
          "a=setup:actpass",
          "a=mid:0",
          "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
          "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid",
          "a=extmap:9 urn:example:unknown",
          "a=sendrecv",
          "a=msid:d0f6a8c4-96b1-4a3f-9db2-6a3d7a2ee9b1 6d4c7f0a-1fd3-4bd8-bb0e-6b4a5d3f0a7e",
          "a=rtcp-mux",
          "a=rtcp-rsize",
          "a=rtpmap:111 opus/48000/2",
          "a=rtcp-fb:111 transport-cc",
          "a=fmtp:111 minptime=10;useinbandfec=1",
          "a=rtpmap:63 red/48000/2",
          "a=fmtp:63 111/111",
          "a=rtpmap:9 G722/8000",
          "a=rtpmap:0 PCMU/8000",
          "a=rtpmap:8 PCMA/8000",
          "a=rtpmap:110 telephone-event/48000",
          "a=ssrc:2231627014 cname:U3hpc2/hOvEwCK2M",
          "a=ssrc:2231627014 msid:d0f6a8c4-96b1-4a3f-9db2-6a3d7a2ee9b1"
              + " 6d4c7f0a-1fd3-4bd8-bb0e-6b4a5d3f0a7e",
          "m=video 9 UDP/TLS/RTP/SAVPF 96 97 103 104 116 117",
          "c=IN IP4 0.0.0.0",
          "a=rtcp:9 IN IP4 0.0.0.0",
          "a=ice-ufrag:p1Xq",
          "a=ice-pwd:qhsBqxvcQvTn5TZCUYp8jsFG",
          "a=ice-options:trickle",
          "a=fingerprint:sha-256 " + HASH,
          "a=setup:actpass",
          "a=mid:1",
          "a=extmap:14 urn:ietf:params:rtp-hdrext:toffset",
          "a=recvonly",
          "a=rtcp-mux",
          "a=rtcp-rsize",
          "a=rtpmap:96 VP8/90000",
          "a=rtcp-fb:96 goog-remb",
          "a=rtcp-fb:96 nack pli",
          "a=rtcp-fb:96 rrtr",
          "a=rtpmap:97 rtx/90000",
          "a=fmtp:97 apt=96",
          "a=rtpmap:103 H264/90000",
          "a=fmtp:103 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f",
          "a=rtpmap:104 rtx/90000",
          "a=fmtp:104 apt=103",
          "a=rtpmap:116 H265/90000",
          "a=rtpmap:117 rtx/90000",
          "a=fmtp:117 apt=116");

  /** Firefox's: the fingerprint for all, parameters with other spaces, and ids in braces. */
  static final String FIREFOX =
      lines(
          "v=0",
          "o=mozilla...THIS_IS_SDPARTA-99.0 6142563414231412345 0 IN IP4 0.0.0.0",
          "s=-",
          "t=0 0",
          "a=fingerprint:sha-256 " + HASH,
          "a=group:BUNDLE 0",
          "a=ice-options:trickle",
          "a=msid-semantic:WMS *",
          "m=audio 9 UDP/TLS/RTP/SAVPF 109 101",
          "c=IN IP4 0.0.0.0",
          "a=sendrecv",
          "a=extmap:2/recvonly urn:ietf:params:rtp-hdrext:csrc-audio-level",
          "a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid",
          "a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1",
          "a=fmtp:101 0-15",
          "a=ice-pwd:c1b0e1ea4f2d3f1b0d3c2a1908f7e6d5",
          "a=ice-ufrag:1a2b3c4d",
          "a=mid:0",
          "a=msid:{0f3b1f5e-59ff-4b9a-8a4b-4d0b8f5b0b3a} {7a1e2f3c-0d4b-4c5a-9e8f-1b2c3d4e5f60}",
          "a=rtcp-mux",
          "a=rtpmap:109 opus/48000/2",
          "a=rtpmap:101 telephone-event/8000",
          "a=setup:actpass",
          "a=ssrc:1234567890 cname:{5b7d1e9c-2f4a-4c3b-8d6e-0a1b2c3d4e5f}");

  private TestDescriptions() {}

  static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }
}
