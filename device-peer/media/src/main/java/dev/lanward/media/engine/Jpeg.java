package dev.lanward.media.engine;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A frame as a small JPEG: what a ring shows (protocol section 16). */
final class Jpeg {
  private static final int MAX_BYTES = 40_000;
  private static final float[] QUALITIES = {0.8f, 0.6f, 0.4f, 0.2f};

  private Jpeg() {}

  /**
   * Half as wide and high as {@code i420}, in unpadded base64; nothing where it cannot be that
   * small.
   */
  static Optional<String> of(byte[] i420, int width, int height) {
    BufferedImage image = halved(i420, width, height);
    try {
      for (float quality : QUALITIES) {
        byte[] jpeg = encode(image, quality);
        if (jpeg.length <= MAX_BYTES) {
          return Optional.of(Base64.getEncoder().withoutPadding().encodeToString(jpeg));
        }
      }
      return Optional.empty();
    } catch (IOException | RuntimeException | Error e) {
      return Optional.empty();
    }
  }

  /** ITU-R BT.601, of every other pixel, which has one colour each in I420. */
  private static BufferedImage halved(byte[] i420, int width, int height) {
    BufferedImage image = new BufferedImage(width / 2, height / 2, BufferedImage.TYPE_INT_RGB);
    int luma = width * height;
    for (int row = 0; row < height / 2; row++) {
      for (int column = 0; column < width / 2; column++) {
        int chroma = row * (width / 2) + column;
        float y = 1.164f * ((i420[2 * row * width + 2 * column] & 0xff) - 16);
        int u = (i420[luma + chroma] & 0xff) - 128;
        int v = (i420[luma + luma / 4 + chroma] & 0xff) - 128;
        int red = clamp(y + 1.596f * v);
        int green = clamp(y - 0.392f * u - 0.813f * v);
        int blue = clamp(y + 2.017f * u);
        image.setRGB(column, row, red << 16 | green << 8 | blue);
      }
    }
    return image;
  }

  private static int clamp(float value) {
    return Math.max(0, Math.min(255, Math.round(value)));
  }

  private static byte[] encode(BufferedImage image, float quality) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(quality);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
        writer.setOutput(output);
        writer.write(null, new IIOImage(image, null, null), parameters);
      }
      return bytes.toByteArray();
    } finally {
      writer.dispose();
    }
  }
}
