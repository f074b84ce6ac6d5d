package dev.lanward.rooms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanward.pairing.PairingCode;
import dev.lanward.pairing.PairingLink;
import dev.lanward.pairing.QrCode;
import java.util.Base64;

/**
 * What the device shows to whoever is to come in next (docs/rooms.md, section 3). Prints without
 * its secrets, as its parts do.
 *
 * @param page where players open the device's own page, or empty where it serves none
 */
public record Invitation(PairingCode code, PairingLink link, String page) {
  /** For the owner's page: with the modules of the QR code, which so needs none to draw it. */
  ObjectNode toJson() {
    ObjectNode json = Room.start("invitation");
    json.remove("type");
    json.put("code", code.text()).put("link", link.text());
    if (!page.isEmpty()) {
      json.put("page", page);
    }
    QrCode qr = QrCode.of(page.isEmpty() ? link.text() : link.textAt(page));
    json.putObject("qr").put("size", qr.size()).put("modules", modules(qr));
    return json;
  }

  /** A bit each, row by row, the first one the highest of its byte; 1 is dark. */
  private static String modules(QrCode qr) {
    int size = qr.size();
    byte[] bits = new byte[(size * size + 7) / 8];
    for (int i = 0; i < size * size; i++) {
      if (qr.dark(i % size, i / size)) {
        bits[i / 8] |= (byte) (0x80 >> i % 8);
      }
    }
    return Base64.getEncoder().withoutPadding().encodeToString(bits);
  }
}
