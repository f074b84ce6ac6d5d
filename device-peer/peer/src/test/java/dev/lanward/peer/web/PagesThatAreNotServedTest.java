package dev.lanward.peer.web;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each hidden file says SECRET, and each path is sent byte for byte, past any client's clean-up.
 */
class PagesThatAreNotServedTest {
  private static final String SECRET = "SECRET";

  @TempDir static Path temporary;
  private static PageServer server;

  @BeforeAll
  static void serve() throws IOException {
    Path site = Files.createDirectory(temporary.resolve("site"));
    Files.writeString(site.resolve("index.html"), "public");
    for (String hidden :
        new String[] {
          "../outside.txt",
          "../site-beside/file.txt",
          ".env",
          ".git/config",
          "game/.git/config",
          "test/fake.js",
          "game/test/fake.js",
          "node_modules/a/index.js",
          "package.json",
          "package-lock.json",
          "game/package.json",
          ".well-known/index.html",
          "test/index.html"
        }) {
      Path file = site.resolve(hidden).normalize();
      Files.createDirectories(file.getParent());
      Files.writeString(file, SECRET);
    }
    Files.createSymbolicLink(site.resolve("link.txt"), temporary.resolve("outside.txt"));
    Files.createSymbolicLink(site.resolve("up"), temporary);
    Files.createSymbolicLink(site.resolve("innocent.txt"), site.resolve(".env"));
    Files.createSymbolicLink(site.resolve("repository"), site.resolve(".git"));
    Files.createSymbolicLink(site.resolve("loop"), site.resolve("loop"));
    Files.createSymbolicLink(site.resolve("same.html"), site.resolve("index.html"));
    server = PageServer.builder().directory(site).port(0).start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../outside.txt",
        "/..//outside.txt",
        "/x/../../outside.txt",
        "/./../outside.txt",
        "/%2e%2e/outside.txt",
        "/%2E%2E/outside.txt",
        "/.%2e/outside.txt",
        "/..%2foutside.txt",
        "/..%2Foutside.txt",
        "/%2e%2e%2foutside.txt",
        "/%252e%252e/outside.txt",
        "/%252e%252e%252foutside.txt",
        "/..%5coutside.txt",
        "/..\\outside.txt",
        "/%c0%ae%c0%ae/outside.txt",
        "/%uff0e%uff0e/outside.txt",
        "/..;/outside.txt",
        "/;/../outside.txt",
        "/..;a=b/outside.txt",
        "/%00/../outside.txt",
        "//../outside.txt",
        "/../site-beside/file.txt",
        "/..%00/outside.txt",
        "/index.html/../../outside.txt",
        "http://device/../outside.txt",
        "file:///../outside.txt",
        "../outside.txt",
        "*",
        "?",
        "//",
        "///.env",
        "/.%2fenv"
      })
  void nothingAboveTheDirectory(String path) throws IOException {
    assertHidden(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/.env",
        "/%2eenv",
        "/%2Eenv",
        "/.env/",
        "/.env%20",
        "/.env.",
        "/.env%2f",
        "/.env;x",
        "/.git/config",
        "/game/.git/config",
        "/game/%2egit/config",
        "/.git%2fconfig",
        "//.env",
        "/game/../.env",
        "/.well-known/",
        "/.well-known",
        "/test/fake.js",
        "/test/",
        "/test",
        "/TEST/fake.js",
        "/game/test/fake.js",
        "/tes%74/fake.js",
        "/test;a/fake.js",
        "/test%2ffake.js",
        "/node_modules/a/index.js",
        "/node_modules/a/",
        "/NODE_MODULES/a/",
        "/node%5fmodules/a/index.js",
        "/package.json",
        "/package-lock.json",
        "/PACKAGE.JSON",
        "/package%2ejson",
        "/package.json/",
        "/package.json;",
        "/game/package.json",
        "/package.json%00",
        "/package.json%00.html"
      })
  void nothingThatACheckoutHoldsBesidesItsPages(String path) throws IOException {
    assertHidden(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/link.txt",
        "/up/outside.txt",
        "/up/",
        "/up/site/.env",
        "/up/site-beside/file.txt",
        "/innocent.txt",
        "/repository/config",
        "/loop",
        "/loop/"
      })
  void nothingByALinkThatLeadsElsewhere(String path) throws IOException {
    assertHidden(path);
  }

  @Test
  void aLinkToAPageIsAPage() throws IOException {
    assertTrue(RawHttp.get(server, "/same.html").startsWith("HTTP/1.1 200 "));
  }

  @Test
  void aPipeIsNoPage() throws Exception {
    Path pipe = temporary.resolve("site/pipe");
    int made = new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
    assertTrue(made == 0, "mkfifo failed");
    assertHidden("/pipe");
  }

  private static void assertHidden(String path) throws IOException {
    String answer = RawHttp.get(server, path);
    assertTrue(answer.startsWith("HTTP/1.1 40"), answer);
    assertFalse(answer.contains(SECRET), answer);
    assertFalse(answer.toLowerCase(java.util.Locale.ROOT).contains("jetty"), answer);
  }
}
