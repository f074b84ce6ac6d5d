package dev.lanward.peer.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageServerTest {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  @TempDir Path temporary;
  private Path site;
  private PageServer server;

  @BeforeEach
  void serve() throws IOException {
    site = Files.createDirectory(temporary.resolve("site"));
    write("index.html", "<title>hello</title>");
    Path shim = Files.writeString(temporary.resolve("bundle.js"), "export {};");
    server = PageServer.builder().directory(site).shim(shim).port(0).start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void slashIsTheIndexOfItsDirectory() throws Exception {
    write("game/index.html", "<title>game</title>");
    assertEquals("<title>hello</title>", get("/").body());
    assertEquals("<title>hello</title>", get("/?some=thing").body());
    assertEquals("<title>game</title>", get("/game/").body());
    HttpResponse<String> bare = get("/game?level=2");
    assertEquals(302, bare.statusCode());
    assertEquals(Optional.of("/game/?level=2"), bare.headers().firstValue("Location"));
  }

  @Test
  void aDirectoryWithoutAnIndexIsNotListed() throws Exception {
    write("game/level.json", "{}");
    assertEquals(404, get("/game/").statusCode());
    assertEquals(404, get("/game").statusCode());
    assertEquals("{}", get("/game/level.json").body());
  }

  @ParameterizedTest
  @CsvSource({
    "page.html, text/html;charset=utf-8",
    "app.js, text/javascript;charset=utf-8",
    "app.mjs, text/javascript;charset=utf-8",
    "style.css, text/css;charset=utf-8",
    "logo.svg, image/svg+xml",
    "data.json, application/json",
    "app.wasm, application/wasm",
    "app.webmanifest, application/manifest+json",
    "note.txt, text/plain;charset=utf-8",
    "sound.MP3, audio/mpeg",
    "strange.bin7, application/octet-stream",
    "no-ending, application/octet-stream",
  })
  void aFileHasTheTypeThatBrowsersInsistOn(String name, String type) throws Exception {
    write(name, "x");
    assertEquals(Optional.of(type), get("/" + name).headers().firstValue("Content-Type"));
  }

  @Test
  void anotherDirectoryIsThereUnderItsName() throws Exception {
    Path shared = Files.createDirectory(temporary.resolve("shared"));
    Files.writeString(shared.resolve("look.css"), "a {}");
    Files.writeString(Files.createDirectory(shared.resolve("test")).resolve("x.js"), "x");
    Files.writeString(temporary.resolve("secret.txt"), "secret");
    write("common/hidden.txt", "hidden");
    server.close();
    server = PageServer.builder().directory(site).beside("common", shared).port(0).start();
    assertEquals("a {}", get("/common/look.css").body());
    assertEquals("<title>hello</title>", get("/").body());
    for (String path :
        new String[] {
          "/common/",
          "/common/hidden.txt",
          "/common/test/x.js",
          "/common//look.css",
          "/common/%2e%2e/secret.txt",
          "/common/..%2fsecret.txt",
          "/look.css",
        }) {
      assertNotEquals(200, get(path).statusCode(), path);
    }
    PageServer.Builder builder = PageServer.builder();
    assertThrows(IllegalArgumentException.class, () -> builder.beside("a/b", shared));
    assertThrows(IllegalArgumentException.class, () -> builder.beside("..", shared));
  }

  @ParameterizedTest
  @CsvSource({"/a%20b.txt, a b.txt", "/gr%C3%BC%C3%9Fe.txt, grüße.txt"})
  void namesMayNeedEscaping(String path, String name) throws Exception {
    write(name, "found");
    assertEquals("found", get(path).body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/lanward.js", "/nowhere", "/%2e%2e/"})
  void everyAnswerCarriesTheSecurityHeaders(String path) throws Exception {
    var headers = get(path).headers();
    assertEquals(
        Optional.of(
            "default-src 'self'; connect-src 'self'; img-src 'self' data:; style-src 'self';"
                + " script-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self';"
                + " frame-ancestors 'self'"),
        headers.firstValue("Content-Security-Policy"));
    assertEquals(Optional.of("nosniff"), headers.firstValue("X-Content-Type-Options"));
    assertEquals(Optional.of("no-referrer"), headers.firstValue("Referrer-Policy"));
    assertFalse(headers.firstValue("Server").isPresent());
  }

  @Test
  void theLibraryMayBeImportedByAnyPageAndOnlyIt() throws Exception {
    HttpResponse<String> library = get("/lanward.js");
    assertEquals("export {};", library.body());
    assertEquals(Optional.of("*"), library.headers().firstValue("Access-Control-Allow-Origin"));
    assertEquals(
        Optional.of("text/javascript;charset=utf-8"), library.headers().firstValue("Content-Type"));
    assertFalse(get("/").headers().firstValue("Access-Control-Allow-Origin").isPresent());
  }

  @Test
  void aCopyThatIsStillRightIsNotSentAgain() throws Exception {
    HttpResponse<String> first = get("/");
    assertEquals(Optional.of("no-cache"), first.headers().firstValue("Cache-Control"));
    String validator = first.headers().firstValue("ETag").orElseThrow();
    HttpRequest again = request("/").header("If-None-Match", validator).build();
    HttpResponse<String> second = send(again);
    assertEquals(304, second.statusCode());
    assertEquals("", second.body());
    assertEquals(Optional.of("no-cache"), second.headers().firstValue("Cache-Control"));
    write("index.html", "<title>changed</title>");
    assertEquals("<title>changed</title>", send(again).body());
  }

  @Test
  void headHasTheHeadersOfGetAndNoBody() throws Exception {
    HttpRequest head = request("/").method("HEAD", HttpRequest.BodyPublishers.noBody()).build();
    HttpResponse<String> response = send(head);
    assertEquals(200, response.statusCode());
    assertEquals("", response.body());
    assertEquals(Optional.of("20"), response.headers().firstValue("Content-Length"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"})
  void otherMethodsAreRefused(String method) throws Exception {
    try (RawHttp client = new RawHttp(server)) {
      client.send(method + " / HTTP/1.1\r\nHost: device\r\nConnection: close\r\n\r\n");
      String answer = client.untilClosed();
      assertTrue(answer.startsWith("HTTP/1.1 405 "), answer);
      assertTrue(answer.contains("\r\nAllow: GET, HEAD\r\n"), answer);
    }
  }

  @Test
  void whatIsNotThereGetsASmallPageThatRepeatsNothing() throws Exception {
    HttpResponse<String> response = get("/%3Cscript%3E");
    assertEquals(404, response.statusCode());
    assertTrue(response.body().contains("There is no such page on this device"), response.body());
    assertFalse(response.body().contains("script"), response.body());
    assertEquals(Optional.of("no-store"), response.headers().firstValue("Cache-Control"));
  }

  @Test
  void aLargeFileArrivesWholeAndInParts() throws Exception {
    byte[] film = new byte[3_000_000];
    new Random(7).nextBytes(film);
    Files.write(site.resolve("film.mp4"), film);
    HttpRequest whole = request("/film.mp4").build();
    assertArrayEquals(film, CLIENT.send(whole, HttpResponse.BodyHandlers.ofByteArray()).body());
    HttpRequest part = request("/film.mp4").header("Range", "bytes=1000-1999").build();
    HttpResponse<byte[]> answer = CLIENT.send(part, HttpResponse.BodyHandlers.ofByteArray());
    assertEquals(206, answer.statusCode());
    assertArrayEquals(Arrays.copyOfRange(film, 1000, 2000), answer.body());
  }

  @Test
  void everyAddressOfTheHostAnswers() throws Exception {
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      for (InetAddress address : each.inetAddresses().toList()) {
        String host = address.getHostAddress().replaceFirst("%.*", "");
        if (each.isUp() && !address.isLinkLocalAddress()) {
          String shown = address instanceof Inet6Address ? "[" + host + "]" : host;
          URI uri = URI.create("http://" + shown + ":" + server.port() + "/");
          assertEquals(200, send(HttpRequest.newBuilder(uri).build()).statusCode(), shown);
        }
      }
    }
  }

  @Test
  void aPortInUseIsNamedWithTheWayOut() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      PageServer.Builder second = PageServer.builder().directory(site).port(taken.getLocalPort());
      String message = assertThrows(IOException.class, second::start).getMessage();
      assertTrue(message.contains("TCP port " + taken.getLocalPort() + " "), message);
      assertTrue(message.contains("--web-port"), message);
    }
  }

  @Test
  void whatIsMissingIsSaidBeforeStarting() {
    PageServer.Builder none = PageServer.builder().directory(temporary.resolve("none")).port(0);
    assertTrue(assertThrows(IOException.class, none::start).getMessage().contains("none"));
    PageServer.Builder unbuilt =
        PageServer.builder().directory(site).shim(temporary.resolve("dist.js")).port(0);
    String message = assertThrows(IOException.class, unbuilt::start).getMessage();
    assertTrue(message.contains("dist.js") && message.contains("./lanward build"), message);
    assertThrows(IllegalStateException.class, PageServer.builder().port(0)::start);
    assertThrows(IllegalArgumentException.class, () -> PageServer.builder().port(65_536));
  }

  @Test
  void closingFreesThePortAtOnceAndLeavesNoThread() throws Exception {
    int port = server.port();
    try (RawHttp asking = new RawHttp(server)) {
      asking.send("GET / HTTP/1.1\r\nHost: device\r\n\r\n");
      asking.until("</title>");
      asking.send("GET / HT");
      server.close();
      server.close();
      assertEquals("", asking.untilClosed());
    }
    try (ServerSocket again = new ServerSocket(port)) {
      assertTrue(again.isBound());
    }
    for (Thread each : Thread.getAllStackTraces().keySet()) {
      if (each.getName().startsWith("lanward-pages")) {
        each.join(10_000); // It has been told to end; when it does is the scheduler's.
        assertFalse(each.isAlive(), each::getName);
      }
    }
  }

  private void write(String name, String text) throws IOException {
    Path file = site.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path).build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(Duration.ofSeconds(10));
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
