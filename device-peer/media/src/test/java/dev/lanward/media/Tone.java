package dev.lanward.media;

/** How much of a sound is one tone. */
final class Tone {
  private Tone() {}

  /** The share of {@code hertz} in the power of {@code pcm}: 16 bits, one channel. */
  static double share(byte[] pcm, int rate, int hertz) {
    int count = pcm.length / 2;
    double real = 0;
    double imaginary = 0;
    double power = 0;
    for (int i = 0; i < count; i++) {
      double sample = (short) ((pcm[2 * i] & 0xff) | pcm[2 * i + 1] << 8);
      double angle = 2 * Math.PI * hertz * i / rate;
      real += sample * Math.cos(angle);
      imaginary += sample * Math.sin(angle);
      power += sample * sample;
    }
    return power == 0 ? 0 : 2 * (real * real + imaginary * imaginary) / (count * power);
  }
}
