package dev.lanward.cli;

import dev.lanward.pairing.PairingLink;
import dev.lanward.pairing.QrCode;
import java.util.List;
import java.util.Optional;

/** A link as a QR code that fits into a terminal. */
final class TerminalQr {
  /** Modules of quiet zone that {@link QrCode#toTerminal} adds on both sides together. */
  private static final int QUIET = 8;

  private TerminalQr() {}

  /**
   * The QR code of {@code link} at the page {@code url} (or alone, where there is no page),
   * centred. What a narrow terminal has no room for is left out, the least needed first: name and
   * type are for display only, and of the addresses the first are the likeliest.
   */
  static List<String> lines(PairingLink link, String url, Style style) {
    PairingLink shown = link;
    QrCode code = of(shown, url);
    if (isTooWide(code)) {
      shown = with(shown, link.addresses().size(), false);
      code = of(shown, url);
    }
    for (int left = link.addresses().size() - 1; left >= 1 && isTooWide(code); left--) {
      shown = with(shown, left, false);
      code = of(shown, url);
    }
    String margin = " ".repeat(Math.max(0, (Terminal.COLUMNS - code.size() - QUIET) / 2));
    return code.toTerminal().lines().map(line -> margin + style.whiteOnBlack(line)).toList();
  }

  private static QrCode of(PairingLink link, String url) {
    return QrCode.of(url.isEmpty() ? link.text() : link.textAt(url));
  }

  private static boolean isTooWide(QrCode code) {
    return code.size() + QUIET > Terminal.COLUMNS;
  }

  private static PairingLink with(PairingLink link, int addresses, boolean named) {
    return new PairingLink(
        link.fingerprint(),
        link.secret(),
        link.host(),
        link.port(),
        link.addresses().subList(0, addresses),
        named ? link.name() : Optional.empty(),
        named ? link.type() : Optional.empty());
  }
}
