package dev.lanward.pairing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.decoder.Decoder;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class QrCodeTest {
  private static final int QUIET = 4;
  private static final String LINK =
      "https://example.org/#lanward:1?f=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
          + "&s=AAAAAAAAAAAAAAAAAAAAAA&h=00000000-0000-4000-8000-000000000000";

  private final QrCode code = QrCode.of(LINK);

  @Test
  void itsModulesHoldTheText() throws Exception {
    BitMatrix bits = new BitMatrix(code.size());
    for (int y = 0; y < code.size(); y++) {
      for (int x = 0; x < code.size(); x++) {
        if (code.dark(x, y)) {
          bits.set(x, y);
        }
      }
    }
    assertEquals(LINK, new Decoder().decode(bits).getText());
    assertFalse(code.dark(-1, 0));
    assertFalse(code.dark(0, code.size()));
  }

  @Test
  void whatTheTerminalShowsHoldsTheTextAndFourLightModulesAround() throws Exception {
    List<String> lines = code.toTerminal().lines().toList();
    int side = code.size() + 2 * QUIET;
    assertEquals((side + 1) / 2, lines.size());
    BitMatrix bits = new BitMatrix(code.size());
    for (int y = 0; y < side; y++) {
      String line = lines.get(y / 2);
      assertEquals(side, line.length());
      for (int x = 0; x < side; x++) {
        // What is printed is bright on a dark terminal: a light module.
        boolean light = (y % 2 == 0 ? "\u2588\u2580" : "\u2588\u2584").indexOf(line.charAt(x)) >= 0;
        boolean quiet = x < QUIET || y < QUIET || x >= side - QUIET || y >= side - QUIET;
        assertTrue(light || !quiet, "the quiet zone is light");
        if (!light) {
          bits.set(x - QUIET, y - QUIET);
        }
      }
    }
    assertEquals(LINK, new Decoder().decode(bits).getText());
  }

  @Test
  void theSvgDrawsEachDarkModule() {
    int dark = 0;
    for (int y = 0; y < code.size(); y++) {
      for (int x = 0; x < code.size(); x++) {
        dark += code.dark(x, y) ? 1 : 0;
      }
    }
    String svg = code.toSvg();
    int side = code.size() + 2 * QUIET;
    assertTrue(svg.startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    assertTrue(svg.contains("viewBox=\"0 0 " + side + " " + side + "\""));
    assertEquals(dark, Pattern.compile("h1v1h-1z").matcher(svg).results().count());
    assertTrue(svg.contains("M4 4h1"), "the finder pattern begins behind the quiet zone");
  }

  @Test
  void tooLongATextIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> QrCode.of("x".repeat(3000)));
  }
}
