package dev.lanward.ice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;

/** Reads docs/vectors. */
final class Vectors {
  private Vectors() {}

  static JsonNode read(String file) {
    try {
      return new ObjectMapper()
          .readTree(Path.of(System.getProperty("lanward.vectors"), file).toFile());
    } catch (IOException e) {
      throw new AssertionError("no vectors " + file, e);
    }
  }

  /** The elements of an array that must not be empty: a test over nothing proves nothing. */
  static List<JsonNode> list(JsonNode file, String name) {
    List<JsonNode> all = StreamSupport.stream(file.path(name).spliterator(), false).toList();
    if (all.isEmpty()) {
      throw new AssertionError("no vectors under " + name);
    }
    return all;
  }

  static String text(JsonNode node, String name) {
    if (!node.path(name).isTextual()) {
      throw new AssertionError("no text " + name + " in " + node);
    }
    return node.path(name).asText();
  }

  static byte[] hex(JsonNode node, String name) {
    return HexFormat.of().parseHex(text(node, name));
  }

  static ByteBuffer buffer(JsonNode node, String name) {
    return ByteBuffer.wrap(hex(node, name));
  }

  static InetSocketAddress address(JsonNode node) {
    return address(text(node, "address"), node.path("port").asInt());
  }

  static InetSocketAddress address(String literal, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(literal), port);
    } catch (UnknownHostException e) {
      throw new AssertionError("a literal is never looked up", e);
    }
  }
}
