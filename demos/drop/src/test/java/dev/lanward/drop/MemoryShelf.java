package dev.lanward.drop;

import dev.lanward.core.Bytes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A shelf that outlives the ends of a transfer, as a disk does. */
final class MemoryShelf implements Shelf {
  final Manifest manifest;
  final Map<Integer, Bytes> parts = new HashMap<>();
  final Map<String, Bytes> published = new LinkedHashMap<>();
  final Set<String> folders = new HashSet<>();
  int finished;
  int forgotten;

  MemoryShelf(Manifest manifest) {
    this.manifest = manifest;
  }

  @Override
  public long keptBytes() {
    return parts.values().stream().mapToLong(Bytes::length).sum()
        + published.values().stream().mapToLong(Bytes::length).sum();
  }

  @Override
  public boolean isDone(int entry) {
    return published.containsKey(name(entry));
  }

  @Override
  public void folder(int entry) {
    folders.add(name(entry));
  }

  @Override
  public TreeHash open(int entry) {
    TreeHash hash = new TreeHash();
    Bytes part = part(entry);
    long size = manifest.entries().get(entry).size().orElse(0L);
    int at = 0;
    while (at < part.length()) {
      int length = DropProtocol.chunkBytes(size, hash.count());
      hash.add(TreeHash.leaf(part.slice(at, length)));
      at += length;
    }
    return hash;
  }

  @Override
  public void restart(int entry) {
    parts.remove(entry);
  }

  @Override
  public void append(int entry, Bytes chunk) {
    parts.put(entry, Bytes.concat(part(entry), chunk));
  }

  @Override
  public void publish(int entry) {
    published.put(name(entry), part(entry));
    parts.remove(entry);
  }

  @Override
  public void finish() {
    finished++;
  }

  @Override
  public void forget() {
    forgotten++;
  }

  private Bytes part(int entry) {
    return parts.getOrDefault(entry, Bytes.empty());
  }

  private String name(int entry) {
    return manifest.entries().get(entry).path().text();
  }
}
