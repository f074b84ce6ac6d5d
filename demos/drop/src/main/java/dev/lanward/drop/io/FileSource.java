package dev.lanward.drop.io;

import dev.lanward.core.Bytes;
import dev.lanward.drop.DropException;
import dev.lanward.drop.DropProtocol;
import dev.lanward.drop.Entry;
import dev.lanward.drop.Source;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Reads the files of a {@link FileTree}; one is open at a time. */
public final class FileSource implements Source, AutoCloseable {
  private final FileTree tree;
  private @Nullable FileChannel open;
  private int openEntry = -1;

  /** Opens nothing yet. */
  public FileSource(FileTree tree) {
    this.tree = tree;
  }

  @Override
  public Bytes read(int entry, long index) throws DropException {
    try {
      FileChannel file = file(entry);
      long at = index * DropProtocol.CHUNK_BYTES;
      long size = tree.manifest().entries().get(entry).size().orElseThrow();
      file.position(at);
      return Bytes.readFrom(
          Channels.newInputStream(file), (int) Math.min(DropProtocol.CHUNK_BYTES, size - at));
    } catch (EOFException e) {
      throw changed(entry);
    } catch (IOException e) {
      throw unreadable(entry, e);
    }
  }

  @Override
  public void requireUnchanged(int entry) throws DropException {
    Entry offered = tree.manifest().entries().get(entry);
    try {
      BasicFileAttributes now =
          Files.readAttributes(
              tree.files().get(entry), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      long modified = now.lastModifiedTime().toMillis();
      boolean isSame =
          now.size() == offered.size().orElse(0L)
              && offered.modifiedMillis().map(millis -> millis == modified).orElse(true);
      if (!isSame) {
        throw changed(entry);
      }
    } catch (IOException e) {
      throw unreadable(entry, e);
    }
  }

  @Override
  public void close() throws IOException {
    if (open != null) {
      open.close();
      open = null;
      openEntry = -1;
    }
  }

  private FileChannel file(int entry) throws IOException, DropException {
    FileChannel file = open;
    if (file == null || openEntry != entry) {
      close();
      requireUnchanged(entry);
      file =
          FileChannel.open(
              tree.files().get(entry), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
      open = file;
      openEntry = entry;
    }
    return file;
  }

  private DropException changed(int entry) {
    return new DropException(
        "changed", name(entry) + " was changed while it was sent. Send it again.");
  }

  private DropException unreadable(int entry, IOException cause) {
    return new DropException("unreadable", name(entry) + " cannot be read at the sender.", cause);
  }

  private Path name(int entry) {
    return Path.of(tree.manifest().entries().get(entry).path().text());
  }
}
