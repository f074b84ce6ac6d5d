package dev.lanward.peer.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class HostileClientsTest {
  private static final int CONNECTIONS = 6;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  @TempDir Path site;
  private PageServer server;
  private final List<RawHttp> clients = new ArrayList<>();

  @BeforeEach
  void serve() throws IOException {
    Files.writeString(site.resolve("index.html"), "hello");
    WebLimits limits = new WebLimits(CONNECTIONS, 3, 4096, PATIENCE);
    server = PageServer.builder().directory(site).port(0).limits(limits).start();
  }

  @AfterEach
  void stop() throws IOException {
    for (RawHttp each : clients) {
      each.close();
    }
    server.close();
  }

  @Test
  void anEndlessHeaderIsCutOff() throws IOException {
    RawHttp client = client();
    client.send("GET / HTTP/1.1\r\nHost: device\r\nX: " + "x".repeat(5_000) + "\r\n\r\n");
    assertTrue(client.untilClosed().startsWith("HTTP/1.1 431 "));
  }

  @Test
  void anEndlessPathIsCutOff() throws IOException {
    RawHttp client = client();
    client.send("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: device\r\n\r\n");
    assertTrue(client.untilClosed().startsWith("HTTP/1.1 414 "));
  }

  @Test
  void whatIsNoHttpIsRefused() throws IOException {
    for (String junk :
        List.of(
            "\026\003\001\002\000\001\000\001",
            "GET / HTTP/9.9\r\n\r\n",
            "\r\n\r\n\000",
            "GET\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n")) {
      RawHttp client = client();
      client.send(junk + "\r\n\r\n");
      String answer = client.untilClosed();
      assertTrue(answer.isEmpty() || answer.matches("(?s)HTTP/1.1 (400|505) .*"), answer);
    }
    assertServes();
  }

  @Test
  void aClientThatSaysNothingIsSentAway() throws IOException {
    assertEquals("", client().untilClosed());
  }

  @Test
  void aRequestThatTricklesInIsSentAwayHoweverBusy() throws Exception {
    RawHttp client = client();
    client.send("GET / HTTP/1.1\r\nHost: device\r\n");
    long started = System.nanoTime();
    // A byte well within the idle time, again and again, until the server has had enough.
    assertThrows(
        IOException.class,
        () -> {
          while (System.nanoTime() - started < Duration.ofSeconds(10).toNanos()) {
            client.send("X");
            Thread.sleep(20);
          }
        });
  }

  @Test
  void idleKeepAliveEndsToo() throws IOException {
    RawHttp client = client();
    client.send("GET / HTTP/1.1\r\nHost: device\r\n\r\n");
    assertTrue(client.untilClosed().endsWith("hello"));
  }

  @Test
  void aCrowdThatWaitsDoesNotKeepOthersOut() throws IOException {
    for (int i = 0; i < 5 * CONNECTIONS; i++) {
      client().send("GET / HTTP/1.1\r\nHost: dev");
      assertServes();
    }
  }

  @Test
  void readersThatDoNotReadKeepNobodyOutAndCostNoThread() throws IOException {
    Files.write(site.resolve("film.mp4"), new byte[30_000_000]);
    for (int i = 0; i < 2 * CONNECTIONS; i++) {
      client().send("GET /film.mp4 HTTP/1.1\r\nHost: device\r\n\r\n");
      assertServes();
    }
  }

  @Test
  void aBodyThatNobodyAskedForIsNotReadToItsEnd() throws IOException {
    RawHttp client = client();
    client.send("GET / HTTP/1.1\r\nHost: device\r\nContent-Length: 9000000000\r\n\r\nabc");
    String answer = client.untilClosed();
    assertTrue(answer.startsWith("HTTP/1.1 200 ") && answer.endsWith("hello"), answer);
  }

  @Test
  void manyRangesAreNoMoreThanTheFile() throws IOException {
    RawHttp client = client();
    String ranges = "0-0,".repeat(500) + "1-1";
    client.send(
        "GET / HTTP/1.1\r\nHost: device\r\nConnection: close\r\nRange: bytes="
            + ranges
            + "\r\n\r\n");
    int length = client.untilClosed().length();
    assertTrue(length < 3_000, length + " characters");
  }

  private void assertServes() throws IOException {
    assertTrue(RawHttp.get(server, "/").endsWith("hello"));
  }

  private RawHttp client() throws IOException {
    RawHttp client = new RawHttp(server);
    clients.add(client);
    return client;
  }
}
