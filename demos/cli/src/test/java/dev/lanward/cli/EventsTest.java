package dev.lanward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import dev.lanward.core.Bytes;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.LinkSecret;
import dev.lanward.pairing.PairingCode;
import dev.lanward.pairing.PairingLink;
import dev.lanward.peer.PairingInvitation;
import dev.lanward.peer.Peer;
import dev.lanward.rooms.RoomEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class EventsTest {
  private static final Fingerprint FINGERPRINT =
      new Fingerprint(Bytes.ofHex("0123456789abcdef".repeat(4)));
  private static final UUID HOST = UUID.fromString("7b0f5d0e-0a1b-4c2d-8e3f-405162738495");
  private static final String URL = "http://192.168.178.123:47480/";
  private static final Peer PEER =
      new Peer(
          "0123456789abcdef0123456789abcdef",
          "Ada",
          "",
          FINGERPRINT,
          false,
          Instant.EPOCH,
          Instant.EPOCH);

  @Test
  void jsonEventsAreAsInTheDesign() {
    PairingLink link = link(1);
    String out =
        printed(
            false,
            terminal -> {
              JsonEvents events = new JsonEvents(terminal);
              events.ready(ready(Optional.of(URL)));
              events.pairingOpens();
              events.invitation(
                  new PairingInvitation(
                      new PairingCode(7, "482913"), link, Instant.parse("2026-01-01T00:05:00Z")));
              events.paired(PEER);
              events.session(PEER, true);
              events.message(PEER, "chat", "a \"quoted\"\nline \u001b[2J \ud83d\ude00 \ud83d");
              events.session(PEER, false);
              events.registered("Doorbell (2)");
              events.pairingClosed();
              events.error("storage", "the disk is full");
            });
    String peer = "\"peer\":\"" + PEER.id() + "\"";
    assertEquals(
        List.of(
            "{\"event\":\"ready\",\"door\":47470,\"host\":\""
                + HOST
                + ".local\",\"url\":\""
                + URL
                + "\",\"name\":\"Doorbell\"}",
            "{\"event\":\"pairing\",\"code\":\"7-482913\",\"link\":\""
                + link.text()
                + "\",\"expires\":\"2026-01-01T00:05:00Z\"}",
            "{\"event\":\"paired\","
                + peer
                + ",\"name\":\"Ada\",\"fingerprint\":\""
                + FINGERPRINT
                + "\"}",
            "{\"event\":\"session\"," + peer + ",\"state\":\"open\"}",
            "{\"event\":\"message\","
                + peer
                + ",\"channel\":\"chat\",\"text\":\"a \\\"quoted\\\"\\nline \\u001b[2J \ud83d\ude00 \\ud83d\"}",
            "{\"event\":\"session\"," + peer + ",\"state\":\"closed\"}",
            "{\"event\":\"registered\",\"name\":\"Doorbell (2)\"}",
            "{\"event\":\"error\",\"code\":\"storage\",\"message\":\"the disk is full\"}"),
        out.lines().toList());
    out.lines().forEach(TrustCommandTest::json);
  }

  /**
   * U+009B begins what terminals obey, and U+0085, U+2028 and U+2029 end lines for some readers.
   */
  @Test
  void whatTerminalsObeyAndWhatEndsALineIsEscapedInJson() {
    String text = "\u009b2J\u0085\u2028\u2029\u00a0";
    String out = printed(false, terminal -> new JsonEvents(terminal).message(PEER, "chat", text));
    assertTrue(
        out.contains("\"text\":\"\\u009b2J\\u0085\\u2028\\u2029\u00a0\""),
        out.replace("\u009b", "CSI"));
    assertEquals(text, TrustCommandTest.json(out).get("text").textValue());
  }

  @Test
  void withoutPagesThereIsNoUrl() {
    String out =
        printed(false, terminal -> new JsonEvents(terminal).ready(ready(Optional.empty())));
    assertFalse(TrustCommandTest.json(out).has("url"), out);
  }

  /** A page whose browser was restarted connects before the device gives its former session up. */
  @Test
  void aPeerIsGoneWithTheLastOfItsSessions() {
    String out =
        printed(
            false,
            terminal -> {
              PlainEvents events = new PlainEvents(terminal);
              events.session(PEER, true);
              events.session(PEER, true);
              events.session(PEER, false);
              terminal.print("--");
              events.session(PEER, false);
            });
    assertEquals(2, out.split("is connected", -1).length - 1, out);
    assertFalse(out.substring(0, out.indexOf("--")).contains("is gone"), out);
    assertTrue(out.substring(out.indexOf("--")).contains("Ada is gone"), out);
  }

  @Test
  void aPrivateDeviceNamesNoHost() {
    DeviceEvents.Ready hidden =
        new DeviceEvents.Ready(
            "Laptop", "device", 47470, Optional.empty(), Optional.empty(), FINGERPRINT);
    String json = printed(false, terminal -> new JsonEvents(terminal).ready(hidden));
    assertFalse(TrustCommandTest.json(json).has("host"), json);
    String text = printed(false, terminal -> new PlainEvents(terminal).ready(hidden));
    assertTrue(text.contains("UDP 47470, seen by its paired peers only"), text);
  }

  @Test
  void whatAPeerSaysCannotMoveTheCursorOrForgeALine() {
    String out =
        printed(
            true,
            terminal ->
                new PlainEvents(terminal)
                    .message(PEER, "chat", "hi\u001b[2J\u202etxt\u0007\n14:00:00  Bob: forged"));
    assertEquals(1, out.lines().count(), out);
    assertFalse(out.contains("\u202e") || out.contains("\u0007") || out.contains("[2J\u202e"), out);
    assertFalse(out.contains("\u001b[2J"), out);
  }

  @Test
  void whatHappensInARoomIsToldToProgramsAndToPeople() {
    RoomEvent kicked =
        new RoomEvent(RoomEvent.What.KICKED, "main", "e3".repeat(16), "Eve\u001b[2J", "flood");
    RoomEvent host = new RoomEvent(RoomEvent.What.HOST, "main", "a1".repeat(16), "Ada", "");
    String json = printed(false, terminal -> new JsonEvents(terminal).room(kicked));
    assertEquals("kicked", TrustCommandTest.json(json).get("what").textValue());
    assertEquals("flood", TrustCommandTest.json(json).get("why").textValue());
    assertEquals("e3".repeat(16), TrustCommandTest.json(json).get("player").textValue());
    json = printed(false, terminal -> new JsonEvents(terminal).room(host));
    assertFalse(TrustCommandTest.json(json).has("why"), json);
    String text =
        printed(
            false,
            terminal -> {
              DemoScreen.ofDemo(terminal).room(kicked);
              new PlainEvents(terminal).room(host);
            });
    assertTrue(text.contains("was sent out of room main: flood"), text);
    assertTrue(text.contains("Ada is host of room main"), text);
    assertFalse(text.contains("\u001b"), text);
  }

  @Test
  void theDemoFits80ColumnsAndItsQrCodeIsTheLinkAtThePage() throws Exception {
    for (int addresses = 0; addresses <= PairingLink.MAX_ADDRESSES; addresses++) {
      PairingLink link = link(addresses);
      String out = demo(link, false);
      out.lines().forEach(line -> assertTrue(line.length() <= 80, line.length() + ": " + line));
      assertTrue(out.contains(URL), out);
      PairingLink scanned = PairingLink.parse(scan(out));
      assertTrue(scan(out).startsWith(URL + "#lanward:1?"), scan(out));
      assertEquals(link.secret().bytes(), scanned.secret().bytes());
      assertEquals(link.host(), scanned.host());
      assertEquals(link.addresses().subList(0, scanned.addresses().size()), scanned.addresses());
      assertTrue(scanned.addresses().size() >= Math.min(addresses, 3), scanned.text());
    }
  }

  @Test
  void coloursAreForTerminalsWithoutNoColor() {
    assertTrue(demo(link(1), true).contains("\u001b["));
    assertFalse(demo(link(1), false).contains("\u001b["));
    assertFalse(printedBy(new Env(true, Map.of("NO_COLOR", "1"))).contains("\u001b["));
    assertFalse(printedBy(new Env(true, Map.of("TERM", "dumb"))).contains("\u001b["));
    assertTrue(printedBy(new Env(true, Map.of("TERM", "xterm"))).contains("\u001b["));
  }

  @Test
  void theDemoShowsTheFirstCodeInLargeAndLaterOnesInALine() {
    PairingInvitation invitation =
        new PairingInvitation(new PairingCode(999, "000000"), link(1), Instant.EPOCH);
    String out =
        printed(
            false,
            terminal -> {
              DemoScreen screen = DemoScreen.ofDemo(terminal);
              screen.ready(ready(Optional.of(URL)));
              screen.pairingOpens();
              screen.invitation(invitation);
              screen.invitation(
                  new PairingInvitation(new PairingCode(999, "123456"), link(1), Instant.EPOCH));
            });
    assertEquals(1, out.split("Type this code there", -1).length - 1);
    assertTrue(out.lines().toList().get((int) out.lines().count() - 1).contains("999-123456"), out);
  }

  @Test
  void receiveShowsThePageAndHowToAnswerOrWithoutAPageTheCodeAlone() {
    for (Optional<String> url : List.of(Optional.of(URL), Optional.<String>empty())) {
      String out =
          printed(
              false,
              terminal -> {
                DemoScreen screen = DemoScreen.ofReceive(terminal);
                screen.ready(ready(url));
                screen.pairingOpens();
                screen.invitation(invitation());
              });
      assertEquals(url.isPresent(), out.contains(URL), out);
      assertEquals(url.isPresent(), out.contains("y or n + Enter"), out);
      assertTrue(out.contains("7-482913"), out);
      assertTrue(url.isPresent() || out.contains("lanward:1?"), out);
      assertTrue(
          out.lines().filter(line -> line.contains("Enter")).allMatch(line -> line.length() <= 80));
    }
  }

  /** Elsewhere it would be many lines of a log, and without a page no camera knows what to do. */
  @Test
  void aDeviceWithPagesShowsAQrCodeAtATerminalWhenSomebodyOpensPairing() {
    assertEquals(1, qrCodes(true, Optional.of(URL)));
    assertEquals(0, qrCodes(false, Optional.of(URL)));
    assertEquals(0, qrCodes(true, Optional.empty()));
  }

  private static long qrCodes(boolean isTerminal, Optional<String> url) {
    String out =
        printed(
            isTerminal,
            terminal -> {
              PlainEvents events = new PlainEvents(terminal);
              events.ready(ready(url));
              events.pairingOpens();
              events.invitation(invitation());
              events.paired(PEER);
              events.invitation(invitation());
            });
    String row = TerminalQr.lines(link(1), URL, new Style(false)).get(5).strip();
    return out.lines().filter(line -> line.contains(row)).count();
  }

  private record Env(boolean isTerminal, Map<String, String> variables) {}

  private static String printedBy(Env env) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            out,
            out,
            env.variables()::get,
            false,
            env.isTerminal());
    new PlainEvents(terminal).paired(PEER);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String demo(PairingLink link, boolean isTerminal) {
    return printed(
        isTerminal,
        terminal -> {
          DemoScreen screen = DemoScreen.ofDemo(terminal);
          screen.ready(ready(Optional.of(URL)));
          screen.pairingOpens();
          screen.invitation(
              new PairingInvitation(new PairingCode(999, "482913"), link, Instant.EPOCH));
        });
  }

  private static String printed(boolean isTerminal, Consumer<Terminal> events) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    events.accept(
        new Terminal(
            new ByteArrayInputStream(new byte[0]), out, out, name -> null, false, isTerminal));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static DeviceEvents.Ready ready(Optional<String> url) {
    return new DeviceEvents.Ready(
        "Doorbell", "camera", 47470, Optional.of(HOST + ".local"), url, FINGERPRINT);
  }

  private static PairingInvitation invitation() {
    return new PairingInvitation(new PairingCode(7, "482913"), link(1), Instant.EPOCH);
  }

  private static PairingLink link(int addresses) {
    List<InetAddress> all = new java.util.ArrayList<>();
    try {
      for (int i = 0; i < addresses; i++) {
        byte[] address = Bytes.ofHex("20010db8123456789abcdef012345678").toArray();
        address[15] = (byte) i;
        all.add(
            InetAddress.getByAddress(
                i == 0 ? new byte[] {(byte) 192, (byte) 168, (byte) 178, 123} : address));
      }
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError(e);
    }
    return new PairingLink(
        FINGERPRINT,
        LinkSecret.ofBytes(Bytes.ofHex("000102030405060708090a0b0c0d0e0f")),
        HOST,
        50_000,
        all,
        Optional.of("Lanward demo on the old laptop"),
        Optional.of("demo"));
  }

  /** Photographs the screen: four pixels a module, the terminal's ground dark. */
  private static String scan(String screen) throws Exception {
    List<String> rows =
        screen
            .lines()
            .filter(
                line ->
                    line.matches("[ \u2580\u2584\u2588]{60,80}") && line.contains("\u2588")
                        || line.matches(" *[\u2580\u2584\u2588 ]{50,}"))
            .toList();
    int scale = 4;
    int width = 80 * scale;
    int height = rows.size() * 2 * scale;
    int[] pixels = new int[width * height];
    for (int y = 0; y < height; y++) {
      String row = rows.get(y / (2 * scale));
      boolean upper = y / scale % 2 == 0;
      for (int x = 0; x < width; x++) {
        char c = x / scale < row.length() ? row.charAt(x / scale) : ' ';
        boolean lit = c == '\u2588' || c == (upper ? '\u2580' : '\u2584');
        pixels[y * width + x] = lit ? 0xffffff : 0;
      }
    }
    BinaryBitmap picture =
        new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(width, height, pixels)));
    var result = new QRCodeReader().decode(picture);
    assertEquals(BarcodeFormat.QR_CODE, result.getBarcodeFormat());
    return result.getText();
  }
}
