package dev.lanward.ice;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanward.testing.Vectors;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses from literals, as tests and vectors have them. */
final class Addresses {
  private Addresses() {}

  static InetSocketAddress of(JsonNode node) {
    return of(Vectors.text(node, "address"), node.path("port").asInt());
  }

  static InetSocketAddress of(String literal, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(literal), port);
    } catch (UnknownHostException e) {
      throw new AssertionError("a literal is never looked up", e);
    }
  }
}
