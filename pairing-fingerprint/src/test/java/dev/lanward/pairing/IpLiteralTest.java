package dev.lanward.pairing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpLiteralTest {
  /** The examples of RFC 5952 sections 4 and 5, and the forms of RFC 4291 section 2.2. */
  @ParameterizedTest
  @CsvSource({
    "192.168.1.20, 192.168.1.20",
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "2001:0db8::0001, 2001:db8::1",
    "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:DB8::AbCd, 2001:db8::abcd",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
    "::ffff:192.0.2.33, 192.0.2.33",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "fe80::1, fe80::1"
  })
  void addressesAreReadAndWrittenInOneSpelling(String text, String canonical) {
    InetAddress address = IpLiteral.parse(text).orElseThrow();
    assertEquals(canonical, IpLiteral.format(address));
    assertEquals(Optional.of(address), IpLiteral.parse(canonical));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "a",
        "1",
        "127.1",
        "0x7f.0.0.1",
        "1.2.3.4.5",
        "1.2.3.",
        ".1.2.3",
        "1..2.3",
        "256.1.1.1",
        "01.2.3.4",
        "1.2.3.4 ",
        " 1.2.3.4",
        "1.2.3.4:5",
        "\u0661.2.3.4",
        ":",
        ":::",
        "1:",
        ":1",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "12345::",
        "g::",
        "::1.2.3",
        "1.2.3.4::",
        "1:2:3:4:5:6:7:1.2.3.4",
        "[::1]",
        "fe80::1%eth0",
        "::1/64",
        "-1::",
        "+1::"
      })
  void anythingElseIsNoAddressAndIsNotLookedUp(String text) {
    assertTrue(IpLiteral.parse(text).isEmpty());
  }

  @Property(tries = 500)
  void everyAddressComesBack(@ForAll @Size(16) byte[] sixteen, @ForAll @Size(4) byte[] four)
      throws Exception {
    for (byte[] bytes : new byte[][] {sixteen, four}) {
      InetAddress address = InetAddress.getByAddress(bytes);
      assertEquals(Optional.of(address), IpLiteral.parse(IpLiteral.format(address)));
      assertEquals(Optional.of(address), IpLiteral.parse(address.getHostAddress()));
    }
  }

  @Property(tries = 2000)
  void noTextThrows(
      @ForAll @StringLength(max = 50) @CharRange(from = '0', to = '9') @Chars({':', '.', 'a', '%'})
          String text) {
    IpLiteral.parse(text)
        .ifPresent(
            address ->
                assertEquals(Optional.of(address), IpLiteral.parse(IpLiteral.format(address))));
  }
}
