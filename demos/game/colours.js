/** Of the eight pucks: fill, and ink that has a contrast of at least 4.5 : 1 on it. */
export const COLOURS = [
  ["#c8352b", "#ffffff"],
  ["#1d5fb4", "#ffffff"],
  ["#e8b024", "#241a00"],
  ["#24803a", "#ffffff"],
  ["#7b3fb0", "#ffffff"],
  ["#e37222", "#241000"],
  ["#20a5a0", "#00201f"],
  ["#3a4247", "#ffffff"],
];
