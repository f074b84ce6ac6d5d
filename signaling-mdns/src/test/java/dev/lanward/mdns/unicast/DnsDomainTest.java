package dev.lanward.mdns.unicast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsDomainTest {
  @ParameterizedTest
  @ValueSource(strings = {"example.org", "Example.ORG.", "lan", "_lan.home.arpa", "localhost.org"})
  void domains(String text) {
    String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    assertEquals(bare, DnsDomain.parse(text).orElseThrow().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "local", "LOCAL.", "x.local", "a..b", "a b", "é.org", "a\\.b", "*.org"})
  void whatIsNoneOrBelongsToMulticast(String text) {
    assertEquals(Optional.empty(), DnsDomain.parse(text));
  }

  @Test
  void theLongestInstanceFitsBeforeTheLongestDomain() {
    String longest = ("a".repeat(63) + ".").repeat(2);
    DnsDomain domain = DnsDomain.parse(longest).orElseThrow();
    String name = "n".repeat(63);
    new DomainNames(domain).of(Site.instance(name));
    assertEquals(Optional.empty(), DnsDomain.parse(longest + "bb"));
  }
}
