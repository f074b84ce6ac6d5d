package dev.lanward.media;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * What a program that captures writes about itself, in a file: its own output is pictures and
 * sound. Any thread.
 */
public final class CaptureLog {
  private static final int MAX_WORDS_CHARS = 160;

  private static final int TAIL_BYTES = 4_096;

  /** Of a stream that is damaged the program has something to say with every picture. */
  static final int MAX_BYTES = 256 * 1024;

  private final Path file;
  private long trimmed;

  private CaptureLog(Path file) {
    this.file = file;
  }

  /**
   * An empty one, where such files are.
   *
   * @throws IOException when there can be none
   */
  public static CaptureLog create() throws IOException {
    return new CaptureLog(Files.createTempFile("lanward-camera", ".log"));
  }

  /** Has ffmpeg write errors there. */
  public void addTo(Map<String, String> environment) {
    environment.put("FFREPORT", "file=" + file + ":level=16");
  }

  /**
   * Its last line, for people, at most 160 characters of ASCII and without what may be a password;
   * empty where it holds no more than its head, which ends with the command.
   */
  public String lastWords() {
    try {
      String text = tail().strip();
      String last = text.substring(text.lastIndexOf('\n') + 1).replaceAll("//[^@/\\s]*@", "//");
      if (last.startsWith("ffmpeg ")) {
        return "";
      }
      String seen = last.replaceAll("[^\\x20-\\x7e]", "").replaceAll("^\\[[^\\]]*\\] ", "");
      return seen.substring(0, Math.min(MAX_WORDS_CHARS, seen.length()));
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Takes what is old off the disk where there is much. The program writes on where it was: the
   * file is as long as before, and what was before is a hole in it.
   */
  public synchronized void trim() {
    // Without CREATE: what has been deleted meanwhile stays so.
    try (FileChannel log = FileChannel.open(file, StandardOpenOption.WRITE)) {
      if (log.size() - trimmed > MAX_BYTES) {
        trimmed = log.size();
        log.truncate(0);
      }
    } catch (IOException e) {
      // There is none any more.
    }
  }

  /** There is none any more. */
  public void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // A small file stays in the directory for such.
    }
  }

  private String tail() throws IOException {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, log.length() - TAIL_BYTES);
      byte[] bytes = new byte[(int) (log.length() - from)];
      log.seek(from);
      log.readFully(bytes);
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }
}
