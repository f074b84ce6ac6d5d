package dev.lanward.drop.io;

import dev.lanward.core.Bytes;
import dev.lanward.drop.DropException;
import dev.lanward.drop.DropProtocol;
import dev.lanward.drop.Entry;
import dev.lanward.drop.EntryPath;
import dev.lanward.drop.Manifest;
import dev.lanward.drop.Shelf;
import dev.lanward.drop.TreeHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One transfer into a folder. Parts lie in a hidden folder inside it, which only its owner can
 * read, under the transfer's identity: whoever comes with the same transfer goes on there
 * (docs/drop.md section 6).
 */
public final class FolderShelf implements Shelf, AutoCloseable {
  private final Manifest manifest;
  private final Target target;
  private final PartsFolder parts;
  private @Nullable FileChannel open;
  private int openEntry = -1;

  /**
   * @param into the folder, which is there
   * @param transfer {@link Manifest#transferOf}
   * @throws DropException with code {@code storage} when parts cannot be kept there
   */
  public FolderShelf(Path into, Manifest manifest, Bytes transfer) throws DropException {
    this.manifest = manifest;
    try {
      this.target = new Target(into);
      this.parts = PartsFolder.of(into, transfer);
    } catch (IOException e) {
      throw Storage.failed("files cannot be kept in " + into.getFileName(), e);
    }
  }

  @Override
  public long keptBytes() throws DropException {
    return Storage.in(
        () -> {
          long kept = 0;
          for (int entry = 0; entry < manifest.entries().size(); entry++) {
            long size = manifest.entries().get(entry).size().orElse(0L);
            kept += isDone(entry) ? size : Math.min(size, parts.length(entry));
          }
          return kept;
        });
  }

  /** How much room is left where the files go, in bytes. */
  public long usableBytes() throws DropException {
    return Storage.in(target::usableBytes);
  }

  @Override
  public boolean isDone(int entry) throws DropException {
    Entry offered = manifest.entries().get(entry);
    if (!offered.isFile()) {
      return false;
    }
    return Storage.in(
        () -> {
          Optional<String> published = parts.published(entry);
          return published.isPresent()
              && offered.size().isPresent()
              && target.isThere(published.get(), offered.size().get());
        });
  }

  @Override
  public void folder(int entry) throws DropException {
    EntryPath path = manifest.entries().get(entry).path();
    Storage.in(
        () -> {
          if (!target.isFolder(path)) {
            parts.markPublished(entry, path.text()); // It is ours: we may set its times later.
            target.makeFolder(path);
          }
          return true;
        });
  }

  @Override
  public TreeHash open(int entry) throws DropException {
    return Storage.in(
        () -> {
          parts.unmark(entry); // What it names is gone, or this would not be asked for.
          FileChannel part = part(entry);
          TreeHash hash = new TreeHash();
          Optional<Long> size = manifest.entries().get(entry).size();
          if (size.isPresent() && part.size() <= size.get()) {
            hashWhole(part, size.get(), hash);
          }
          part.truncate(Math.min(part.size(), hash.count() * DropProtocol.CHUNK_BYTES));
          part.position(part.size());
          return hash;
        });
  }

  @Override
  public void restart(int entry) throws DropException {
    Storage.in(() -> part(entry).truncate(0).position(0));
  }

  @Override
  public void append(int entry, Bytes chunk) throws DropException {
    Storage.in(
        () -> {
          FileChannel part = part(entry);
          ByteBuffer left = chunk.toBuffer();
          while (left.hasRemaining()) {
            part.write(left);
          }
          return true;
        });
  }

  @Override
  public void publish(int entry) throws DropException {
    Entry offered = manifest.entries().get(entry);
    Storage.in(
        () -> {
          part(entry).force(true);
          close();
          setAttributes(parts.file(entry), offered);
          String name = target.publish(parts.file(entry), offered.path());
          parts.markPublished(entry, name);
          Files.deleteIfExists(parts.file(entry));
          return true;
        });
  }

  @Override
  public void finish() throws DropException {
    Storage.in(
        () -> {
          // What lies inside first: whatever is put into a folder changes its time.
          for (int entry = manifest.entries().size() - 1; entry >= 0; entry--) {
            Entry offered = manifest.entries().get(entry);
            if (!offered.isFile() && parts.published(entry).isPresent()) {
              setAttributes(target.resolve(offered.path().text()), offered);
            }
          }
          return true;
        });
  }

  @Override
  public void forget() throws DropException {
    Storage.in(
        () -> {
          close();
          parts.delete();
          return true;
        });
  }

  @Override
  public void close() throws IOException {
    if (open != null) {
      open.close();
      open = null;
      openEntry = -1;
    }
  }

  private FileChannel part(int entry) throws IOException {
    FileChannel part = open;
    if (part == null || openEntry != entry) {
      close();
      part = parts.open(entry);
      part.position(part.size());
      open = part;
      openEntry = entry;
    }
    return part;
  }

  /** Adds all chunks that {@code part} holds whole: a last one that is shorter, at the end only. */
  private static void hashWhole(FileChannel part, long size, TreeHash hash) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(DropProtocol.CHUNK_BYTES);
    long at = 0;
    while (at < size) {
      int wanted = (int) Math.min(DropProtocol.CHUNK_BYTES, size - at);
      if (part.size() - at < wanted) {
        return;
      }
      buffer.clear().limit(wanted);
      while (buffer.hasRemaining()) {
        if (part.read(buffer, at + buffer.position()) < 0) {
          return;
        }
      }
      hash.add(TreeHash.leaf(Bytes.copyOf(buffer.flip())));
      at += wanted;
    }
  }

  private static void setAttributes(Path file, Entry offered) throws IOException {
    PosixFileAttributeView posix =
        Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (offered.modifiedMillis().isPresent()) {
      FileTime time = FileTime.fromMillis(offered.modifiedMillis().get());
      Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setTimes(time, null, null);
    }
    if (posix != null && offered.mode().isPresent()) {
      // A part is its owner's until it is published; of a link this would be refused.
      Files.setPosixFilePermissions(file, Modes.permissions(offered.mode().get()));
    }
  }
}
