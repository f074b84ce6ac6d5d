package dev.lanward.mdns.unicast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DnsServerTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "192.0.2.1:53, 192.0.2.1",
    "192.0.2.1:5300, 192.0.2.1:5300",
    "2001:db8::1, 2001:db8::1",
    "[2001:db8::1], 2001:db8::1",
    "[2001:db8::1]:5300, [2001:db8::1]:5300"
  })
  void literalAddressesWithAndWithoutAPort(String text, String again) {
    assertEquals(again, DnsServer.parse(text).orElseThrow().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ns.example.org",
        "localhost",
        "192.0.2",
        "192.0.2.1:",
        "192.0.2.1:0",
        "192.0.2.1:65536",
        "192.0.2.1:53:53",
        "[192.0.2.1]",
        "[2001:db8::1",
        "[2001:db8::1]53",
        "0.0.0.0",
        "224.0.0.1",
        "::",
        "fe80::1%eth0",
        "192.0.2.1 "
      })
  void namesAndAllElseAreNone(String text) {
    assertEquals(Optional.empty(), DnsServer.parse(text));
  }
}
