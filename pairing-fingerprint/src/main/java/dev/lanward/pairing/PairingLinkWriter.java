package dev.lanward.pairing;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/** Writes pairing links, with the parameters in the order of the protocol's table. */
final class PairingLinkWriter {
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  private PairingLinkWriter() {}

  static String write(PairingLink link) {
    StringBuilder text = new StringBuilder(PairingLinkReader.PREFIX);
    text.append("f=").append(link.fingerprint().hash().toBase64Url());
    text.append("&s=").append(link.secret().bytes().toBase64Url());
    text.append("&h=").append(link.host());
    if (link.port() != PairingLink.DEFAULT_PORT) {
      text.append("&p=").append(link.port());
    }
    for (InetAddress address : link.addresses()) {
      text.append("&a=").append(IpLiteral.format(address));
    }
    link.name().ifPresent(name -> text.append("&n=").append(percentEncode(name)));
    link.type().ifPresent(type -> text.append("&t=").append(percentEncode(type)));
    return text.toString();
  }

  private static String percentEncode(String value) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      if (UNRESERVED.indexOf(b) >= 0) {
        encoded.append((char) b);
      } else {
        encoded.append("%%%02X".formatted(b & 0xff));
      }
    }
    return encoded.toString();
  }
}
