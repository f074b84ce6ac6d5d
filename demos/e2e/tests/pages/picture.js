// What the test picture of a device says of itself (protocol section 16): seven colour bars on top, and a clock of 24 blocks at the bottom.

/** As SMPTE has them, from the left, at three quarters of full strength. */
const BARS = { white: [191, 191, 191], yellow: [191, 191, 0], cyan: [0, 191, 191], green: [0, 191, 0], magenta: [191, 0, 191], red: [191, 0, 0], blue: [0, 0, 191] };
export const BAR_NAMES = Object.keys(BARS);

/** In a picture of 1280 by 720; a smaller one has all of it smaller. */
const CLOCK = { width: 1_280, left: 160, top: 680, block: 40, timeBits: 20, checkBits: 4 };

/** The name of the colour that each of the seven bars is nearest to. @param {{width: number, height: number, data: ArrayLike<number>}} image */
export function readBars(image) {
  return BAR_NAMES.map((_, bar) => {
    const colour = average(image, ((bar + 0.3) * image.width) / 7, image.height * 0.25, (0.4 * image.width) / 7, image.height * 0.2);
    const distance = (name) => BARS[name].reduce((sum, value, at) => sum + (value - colour[at]) ** 2, 0);
    return BAR_NAMES.reduce((nearest, name) => (distance(name) < distance(nearest) ? name : nearest));
  });
}

/**
 * Milliseconds since the epoch modulo 2^20, or nothing where the check bits say that the blocks are not what they were.
 *
 * @param {{width: number, height: number, data: ArrayLike<number>}} image
 */
export function readClock(image) {
  const scale = image.width / CLOCK.width;
  const bits = Array.from({ length: CLOCK.timeBits + CLOCK.checkBits }, (_, at) => {
    const [left, top] = [CLOCK.left + at * CLOCK.block, CLOCK.top].map((value) => (value + CLOCK.block / 4) * scale);
    const [r, g, b] = average(image, left, top, (CLOCK.block * scale) / 2, (CLOCK.block * scale) / 2);
    return 0.299 * r + 0.587 * g + 0.114 * b > 128 ? 1 : 0;
  });
  const number = (from, count) => bits.slice(from, from + count).reduce((value, bit) => value * 2 + bit, 0);
  const time = number(0, CLOCK.timeBits);
  const ones = bits.slice(0, CLOCK.timeBits).reduce((sum, bit) => sum + bit, 0);
  return ones % 2 ** CLOCK.checkBits === number(CLOCK.timeBits, CLOCK.checkBits) ? time : undefined;
}

/** @returns {number[]} red, green, blue */
function average({ width, data }, left, top, across, down) {
  const sum = [0, 0, 0];
  let count = 0;
  for (let y = Math.floor(top); y < top + down; y++) {
    for (let x = Math.floor(left); x < left + across; x++, count++) {
      for (let colour = 0; colour < 3; colour++) sum[colour] += data[(y * width + x) * 4 + colour];
    }
  }
  return sum.map((value) => value / count);
}
