// Reads QR codes back from screenshots, as a phone's camera would.
import jsqr from "jsqr";
import { PNG } from "pngjs";

const decode = /** @type {any} */ (jsqr).default ?? jsqr; // it is CommonJS with a default of its own

/** The text of the QR code in a picture. @param {Buffer} png */
export function readQr(png) {
  const { data, width, height } = PNG.sync.read(png);
  const code = decode(new Uint8ClampedArray(data), width, height);
  if (!code) throw new Error(`no QR code in a picture of ${width} x ${height} pixels`);
  return code.data;
}
