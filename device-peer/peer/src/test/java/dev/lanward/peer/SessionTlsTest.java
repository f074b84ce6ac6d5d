package dev.lanward.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever has not the certificate of the session gets nothing over TLS beside it. */
@Timeout(60)
class SessionTlsTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final Duration TIME = Duration.ofSeconds(5);
  private static final String PROTOCOL = "test/1";
  private static final byte[] WORDS = "words".getBytes(StandardCharsets.UTF_8);

  private final Identity door = identity();
  private final Identity caller = identity();
  private final SessionTls there = beside(door, caller.fingerprint());
  private final SessionTls here = beside(caller, door.fingerprint());

  @AfterEach
  void end() {
    there.end();
    here.end();
  }

  @Test
  void bothEndsOfASessionSpeak() throws Exception {
    try (ServerSocket listening = there.listen(0)) {
      CompletableFuture<TlsConnection> accepted = accept(listening);
      TlsConnection mine = here.connect(listening.getLocalPort(), TIME, PROTOCOL);
      TlsConnection theirs = accepted.join();

      mine.output().write(WORDS);
      assertArrayEquals(WORDS, theirs.input().readNBytes(WORDS.length));
      theirs.output().write(WORDS);
      theirs.finish();
      assertArrayEquals(WORDS, mine.input().readAllBytes(), "what came before the end is heard");
      mine.output().write(WORDS);
      assertArrayEquals(WORDS, theirs.input().readNBytes(WORDS.length), "one direction is left");
    }
  }

  @Test
  void aStrangersCertificateIsRefused() throws Exception {
    Identity stranger = identity();
    assertRefused(PinnedTls.context(stranger, door.fingerprint()), SessionTlsTest::likeOurs);
  }

  @Test
  void whoShowsNoCertificateIsRefused() throws Exception {
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    // Takes every certificate and has none.
    context.init(null, PinnedTls.expecting(door.fingerprint()), null);
    assertRefused(context, SessionTlsTest::likeOurs);
  }

  @Test
  void tls12IsRefusedWhoeverAsksForIt() throws Exception {
    SSLContext right = PinnedTls.context(caller, door.fingerprint());
    assertRefused(
        right,
        parameters -> {
          parameters.setProtocols(new String[] {"TLSv1.2"});
          parameters.setCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"});
        });
  }

  @Test
  void whoIsAboutToSpeakSomethingElseIsRefused() throws Exception {
    SSLContext right = PinnedTls.context(caller, door.fingerprint());
    assertRefused(right, each -> each.setApplicationProtocols(new String[] {"http/1.1"}));
    assertRefused(right, each -> each.setApplicationProtocols(new String[0]));
  }

  /** The control of the tests above: what they do is refused for the reason that they say. */
  @Test
  void theSameWithTheRightCertificateIsTaken() throws Exception {
    try (ServerSocket listening = there.listen(0)) {
      CompletableFuture<TlsConnection> accepted = accept(listening);
      SSLContext right = PinnedTls.context(caller, door.fingerprint());
      try (SSLSocket socket = connect(right, listening, SessionTlsTest::likeOurs)) {
        socket.startHandshake();
        socket.getOutputStream().write(WORDS);
        assertArrayEquals(WORDS, accepted.join().input().readNBytes(WORDS.length));
      }
    }
  }

  @Test
  void anImpostorIsRefusedByWhoConnects() throws Exception {
    SessionTls impostor = beside(identity(), caller.fingerprint());
    try (ServerSocket listening = impostor.listen(0)) {
      CompletableFuture<TlsConnection> accepted =
          CompletableFuture.supplyAsync(() -> acceptOf(impostor, listening));
      assertThrows(IOException.class, () -> here.connect(listening.getLocalPort(), TIME, PROTOCOL));
      assertFailed(accepted);
    }
  }

  @Test
  void babbleIsHungUpOn() throws Exception {
    try (ServerSocket listening = there.listen(0)) {
      CompletableFuture<TlsConnection> accepted = accept(listening);
      try (Socket socket = new Socket(HERE, listening.getLocalPort())) {
        socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        assertFailed(accepted);
      }
    }
  }

  @Test
  void silenceIsHungUpOn() throws Exception {
    try (ServerSocket listening = there.listen(0)) {
      CompletableFuture<TlsConnection> accepted = accept(listening);
      try (Socket socket = new Socket(HERE, listening.getLocalPort())) {
        assertFailed(accepted);
        assertEquals(-1, socket.getInputStream().read());
      }
    }
  }

  @Test
  void nothingIsResumedOnceTheCertificateIsNotExpectedAnyMore() throws Exception {
    SSLContext remembering = PinnedTls.context(caller, door.fingerprint());
    int port;
    try (ServerSocket listening = there.listen(0)) {
      port = listening.getLocalPort();
      CompletableFuture<TlsConnection> accepted = accept(listening);
      try (SSLSocket socket = connect(remembering, listening, SessionTlsTest::likeOurs)) {
        socket.startHandshake();
        accepted.join().output().write(WORDS);
        // Behind the tickets, if there are any.
        assertArrayEquals(WORDS, socket.getInputStream().readNBytes(WORDS.length));
      }
    }
    SessionTls ofAnother = beside(door, identity().fingerprint());
    try (ServerSocket listening = ofAnother.listen(port)) {
      CompletableFuture<TlsConnection> accepted =
          CompletableFuture.supplyAsync(() -> acceptOf(ofAnother, listening));
      try (SSLSocket socket = connect(remembering, listening, SessionTlsTest::likeOurs)) {
        assertGetsNothing(socket);
      }
      assertFailed(accepted);
    }
  }

  @Test
  void whatIsConnectedEndsWithTheSession() throws Exception {
    ServerSocket listening = there.listen(0);
    CompletableFuture<TlsConnection> accepted = accept(listening);
    TlsConnection mine = here.connect(listening.getLocalPort(), TIME, PROTOCOL);
    TlsConnection theirs = accepted.join();

    there.end();

    assertThrows(IOException.class, () -> theirs.input().read());
    assertThrows(IOException.class, () -> theirs.output().write(1));
    assertTrue(listening.isClosed());
    assertEnded(mine);
    assertThrows(IOException.class, () -> there.listen(0));
  }

  /** A reader that waits, and a writer whose peer takes nothing, are let go. */
  @Test
  void whoeverWaitsIsLetGoWhenTheSessionEnds() throws Exception {
    try (ServerSocket listening = there.listen(0)) {
      CompletableFuture<TlsConnection> accepted = accept(listening);
      TlsConnection mine = here.connect(listening.getLocalPort(), TIME, PROTOCOL);
      accepted.join();
      CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> read(mine));
      AtomicInteger written = new AtomicInteger();
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(
              () -> {
                byte[] some = new byte[1 << 14];
                while (true) {
                  write(mine, some);
                  written.incrementAndGet();
                }
              });
      awaitStandstill(written);
      here.end();
      assertThrows(CompletionException.class, reading::join);
      assertThrows(CompletionException.class, writing::join);
    }
  }

  @Test
  void aSessionThatMovesLeavesItsConnectionsAndMakesOthers() throws Exception {
    try (ServerSocket listening = there.listen(0)) {
      CompletableFuture<TlsConnection> accepted = accept(listening);
      TlsConnection mine = here.connect(listening.getLocalPort(), TIME, PROTOCOL);
      accepted.join();
      here.moved();
      assertThrows(IOException.class, () -> mine.output().write(1));

      CompletableFuture<TlsConnection> again = accept(listening);
      here.connect(listening.getLocalPort(), TIME, PROTOCOL).output().write(WORDS);
      assertArrayEquals(WORDS, again.join().input().readNBytes(WORDS.length));
    }
  }

  @Test
  void whereThereIsNoWayNobodyConnectsOrListens() {
    SessionTls nowhere = new SessionTls(caller, door.fingerprint(), Optional::empty);
    assertThrows(IOException.class, () -> nowhere.connect(1, TIME, PROTOCOL));
    assertThrows(IOException.class, () -> nowhere.listen(0));
    assertThrows(IOException.class, nowhere::peerAddress);
  }

  private void assertRefused(SSLContext context, Change change) throws Exception {
    try (ServerSocket listening = there.listen(0)) {
      CompletableFuture<TlsConnection> accepted = accept(listening);
      try (SSLSocket socket =
          connect(
              context,
              listening,
              parameters -> {
                likeOurs(parameters);
                change.apply(parameters);
              })) {
        assertGetsNothing(socket);
      }
      assertFailed(accepted);
    }
  }

  /** Of TLS 1.3 the client's handshake may be done before the server has looked at it. */
  private static void assertGetsNothing(SSLSocket socket) {
    assertThrows(
        IOException.class,
        () -> {
          socket.startHandshake();
          if (socket.getInputStream().read() < 0) {
            throw new IOException("hung up on");
          }
        });
  }

  private static void assertEnded(TlsConnection connection) {
    assertThrows(
        IOException.class,
        () -> {
          if (connection.input().read() < 0) {
            throw new IOException("the end");
          }
        });
  }

  private static void assertFailed(CompletableFuture<TlsConnection> accepted) {
    CompletionException failure = assertThrows(CompletionException.class, accepted::join);
    assertInstanceOf(IOException.class, failure.getCause());
  }

  private interface Change {
    void apply(SSLParameters parameters);
  }

  private static void likeOurs(SSLParameters parameters) {
    parameters.setProtocols(new String[] {"TLSv1.3"});
    parameters.setApplicationProtocols(new String[] {PROTOCOL});
    parameters.setServerNames(List.of());
  }

  private static SSLSocket connect(SSLContext context, ServerSocket to, Change change)
      throws IOException {
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(HERE, to.getLocalPort());
    SSLParameters parameters = socket.getSSLParameters();
    change.apply(parameters);
    socket.setSSLParameters(parameters);
    return socket;
  }

  private CompletableFuture<TlsConnection> accept(ServerSocket listening) {
    return CompletableFuture.supplyAsync(() -> acceptOf(there, listening));
  }

  private static TlsConnection acceptOf(SessionTls tls, ServerSocket listening) {
    try {
      return tls.accept(listening.accept(), PROTOCOL);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  /** Until a number has not changed for a while. */
  private static void awaitStandstill(AtomicInteger number) throws InterruptedException {
    int before = -1;
    for (int same = 0; same < 20; same = number.get() == before ? same + 1 : 0) {
      before = number.get();
      Thread.sleep(10);
    }
  }

  private static void read(TlsConnection from) {
    try {
      from.input().read();
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private static void write(TlsConnection to, byte[] much) {
    try {
      to.output().write(much);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private static SessionTls beside(Identity own, Fingerprint expected) {
    return new SessionTls(own, expected, () -> Optional.of(new Route(HERE, HERE)));
  }

  private static Identity identity() {
    Instant now = Instant.now();
    return Identity.generate(new SecureRandom(), now, now.plusSeconds(1_000));
  }
}
