package dev.lanward.drop.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lanward.core.Bytes;
import dev.lanward.datachannel.ChannelOptions;
import dev.lanward.peer.Channel;
import dev.lanward.peer.Session;
import dev.lanward.peer.TlsConnection;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A receiver that waits for a TLS connection, and whoever comes: a sender by hand. */
@Timeout(120)
class TlsListenerTest {
  private static final Duration TIME = Duration.ofSeconds(5);
  private static final String PROTOCOL = "lanward-drop/1";

  @TempDir Path directory;
  private TwoMachines machines;
  private Session session;
  private Channel channel;
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private int port;
  private Bytes token;

  @BeforeEach
  void start() throws Exception {
    machines = new TwoMachines(directory);
    session = machines.connect();
    channel = session.openChannel(ChannelOptions.reliable("drop").withProtocol("lanward-drop-1"));
    channel.onText(said::add);
    channel.send(
        "{\"type\":\"offer\",\"version\":1,\"entries\":1,\"bytes\":1,\"bulk\":[\"tls1.3\"]}");
    assertEquals("more", heard().path("type").textValue());
    channel.send(
        "{\"type\":\"entries\",\"entries\":[{\"path\":\"a\",\"kind\":\"file\",\"size\":1}]}");
    JsonNode accept = heard();
    assertEquals("accept", accept.path("type").textValue());
    port = accept.path("bulk").path("port").intValue();
    token =
        Bytes.copyOf(Base64.getUrlDecoder().decode(accept.path("bulk").path("token").textValue()));
  }

  @AfterEach
  void end() {
    machines.close();
  }

  @Test
  void withTheTokenOneIsAskedThereAndNotOnTheChannel() throws Exception {
    try (TlsConnection tls = come(token)) {
      assertPulled(tls);
      assertTrue(said.isEmpty());
    }
    assertEquals("begins tls", machines.next());
    assertEquals("cut", machines.next(), "the connection's end is the transfer's");
  }

  @Test
  void anotherTokenGetsNothingAndTheRightOneIsStillGood() throws Exception {
    assertHungUp(come(Bytes.copyOf(new byte[32])));
    assertHungUp(come(Bytes.ofHex("ff".repeat(32))));
    assertPulled(come(token));
  }

  @Test
  void aTokenIsGoodOnce() throws Exception {
    assertPulled(come(token));
    assertThrows(IOException.class, () -> session.tls().connect(port, TIME, PROTOCOL));
  }

  @Test
  void babbleAndSilenceKeepNobodyOut() throws Exception {
    // The babbler's place may be free a moment after it was hung up on: there are four.
    List<Socket> silent = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      silent.add(plain());
    }
    try (Socket babbler = plain()) {
      babbler.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      readToTheEnd(babbler);
    }
    assertPulled(come(token));
    for (Socket each : silent) {
      readToTheEnd(each); // Hung up on, as nobody is waited for any more.
      each.close();
    }
  }

  /** Four handshakes at a time: a crowd is hung up on, and goes on over the channel. */
  @Test
  void aCrowdOfStrangersCostsTheSpeedAndNotTheTransfer() throws Exception {
    List<Socket> crowd = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      try {
        crowd.add(plain());
      } catch (IOException e) {
        break; // So many have come that nobody is waited for any more.
      }
    }
    for (Socket each : crowd.subList(4, crowd.size())) {
      readToTheEnd(each);
    }
    channel.send("{\"type\":\"stay\"}");
    assertEquals("pull", heard().path("type").textValue());
    for (Socket each : crowd) {
      each.close();
    }
  }

  @Test
  void whoStaysIsAskedOnTheChannelAndNobodyIsWaitedForAnyMore() throws Exception {
    channel.send("{\"type\":\"stay\"}");
    assertEquals("pull", heard().path("type").textValue());
    assertEquals("begins channel", machines.next());
    assertThrows(IOException.class, () -> session.tls().connect(port, TIME, PROTOCOL));
  }

  @Test
  void nobodyIsWaitedForLong() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (isListening()) {
      assertTrue(System.nanoTime() < deadline, "it still listens after 30 s");
      Thread.sleep(100);
    }
    channel.send("{\"type\":\"stay\"}");
    assertEquals("pull", heard().path("type").textValue(), "and the transfer waits longer");
  }

  @Test
  void noSuchFrameEndsTheTransfer() throws Exception {
    assertMalformed(9, 1);
    machinesAreDone();
  }

  @Test
  void aFrameThatIsTooLongEndsTheTransfer() throws Exception {
    assertMalformed(TlsCarrier.CHUNK, 65_577);
    machinesAreDone();
  }

  @Test
  void aTextThatIsTooLongEndsTheTransfer() throws Exception {
    assertMalformed(TlsCarrier.TEXT, 65_537);
    machinesAreDone();
  }

  @Test
  void aLengthBelowNothingEndsTheTransfer() throws Exception {
    assertMalformed(TlsCarrier.CHUNK, -1);
    machinesAreDone();
  }

  private void machinesAreDone() throws Exception {
    assertEquals("begins tls", machines.next());
    assertEquals("failed malformed", machines.next());
  }

  private void assertMalformed(int kind, int length) throws Exception {
    TlsConnection tls = come(token);
    assertPulled(tls);
    DataOutputStream out = new DataOutputStream(tls.output());
    out.writeByte(kind);
    out.writeInt(length);
    JsonNode answer = frame(tls);
    assertEquals("failed", answer.path("type").textValue());
    assertEquals("malformed", answer.path("code").textValue());
    tls.close();
  }

  private TlsConnection come(Bytes shown) throws IOException {
    TlsConnection tls = session.tls().connect(port, TIME, PROTOCOL);
    shown.writeTo(tls.output());
    return tls;
  }

  private static void assertPulled(TlsConnection tls) throws IOException {
    assertEquals("pull", frame(tls).path("type").textValue());
  }

  private static JsonNode frame(TlsConnection tls) throws IOException {
    DataInputStream in = new DataInputStream(tls.input());
    assertEquals(TlsCarrier.TEXT, in.readByte());
    return new ObjectMapper().readTree(in.readNBytes(in.readInt()));
  }

  private static void assertHungUp(TlsConnection tls) {
    assertThrows(
        IOException.class,
        () -> {
          if (tls.input().read() < 0) {
            throw new IOException("hung up");
          }
        });
  }

  private Socket plain() throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
    return socket;
  }

  private boolean isListening() {
    try (Socket socket = plain()) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static void readToTheEnd(Socket socket) {
    try {
      while (socket.getInputStream().read() >= 0) {
        // An alert, perhaps.
      }
    } catch (IOException e) {
      assertTrue(!(e instanceof java.net.SocketTimeoutException), "it was not hung up on");
    }
  }

  private JsonNode heard() throws Exception {
    String text = said.poll(20, TimeUnit.SECONDS);
    if (text == null) {
      throw new AssertionError("the receiver said nothing");
    }
    return new ObjectMapper().readTree(text);
  }
}
