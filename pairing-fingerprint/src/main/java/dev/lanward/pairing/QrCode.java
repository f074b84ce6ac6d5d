package dev.lanward.pairing;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;

/** A QR code (ISO/IEC 18004) of a text, such as a pairing link. Immutable. */
public final class QrCode {
  /** ISO/IEC 18004 section 6.3.8: four light modules on each side. */
  private static final int QUIET_ZONE = 4;

  private final ByteMatrix modules;

  private QrCode(ByteMatrix modules) {
    this.modules = modules;
  }

  /**
   * The smallest code of {@code text} at error correction level M.
   *
   * @throws IllegalArgumentException when the text is longer than a QR code holds (2,331 bytes)
   */
  public static QrCode of(String text) {
    try {
      return new QrCode(Encoder.encode(text, ErrorCorrectionLevel.M).getMatrix());
    } catch (WriterException e) {
      throw new IllegalArgumentException("no QR code holds " + text.length() + " characters", e);
    }
  }

  /** Modules on a side, without the quiet zone. */
  public int size() {
    return modules.getWidth();
  }

  /** Whether the module is dark; whatever lies outside is quiet zone and light. */
  public boolean dark(int x, int y) {
    return x >= 0 && y >= 0 && x < size() && y < size() && modules.get(x, y) == 1;
  }

  /**
   * The code as lines of half blocks, two rows of modules a line, for a terminal with light text on
   * a dark ground: the light modules, quiet zone included, are what is printed.
   */
  public String toTerminal() {
    StringBuilder text = new StringBuilder();
    for (int y = -QUIET_ZONE; y < size() + QUIET_ZONE; y += 2) {
      for (int x = -QUIET_ZONE; x < size() + QUIET_ZONE; x++) {
        // Below the last row of an odd height lies the terminal's own ground.
        boolean lower = y + 1 < size() + QUIET_ZONE && !dark(x, y + 1);
        text.append(block(!dark(x, y), lower));
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** The code as an SVG document that scales to any size. */
  public String toSvg() {
    int side = size() + 2 * QUIET_ZONE;
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < size(); y++) {
      for (int x = 0; x < size(); x++) {
        if (dark(x, y)) {
          path.append('M').append(x + QUIET_ZONE).append(' ').append(y + QUIET_ZONE);
          path.append("h1v1h-1z");
        }
      }
    }
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\"".formatted(side, side)
        + " shape-rendering=\"crispEdges\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"
        + "<path d=\""
        + path
        + "\"/></svg>\n";
  }

  private static char block(boolean upper, boolean lower) {
    if (upper) {
      return lower ? '\u2588' : '\u2580';
    }
    return lower ? '\u2584' : ' ';
  }
}
