package dev.lanward.drop;

import dev.lanward.core.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * The sender's side of one transfer over one channel. Says nothing but its offer that it was not
 * asked for, and reads a chunk only when {@link #pollTransmit} is called: call it when there is
 * room to send, until it gives nothing; then hand in the next message. On one thread.
 */
public final class SendingEnd implements DropEnd {
  /** Leaves room for the frame of a message around its entries. */
  private static final int PIECE_BYTES = DropProtocol.MAX_TEXT_BYTES - 1_024;

  private final Manifest manifest;
  private final Source source;
  private final Queue<DropMessage> replies = new ArrayDeque<>();
  private final Deque<DropMessage.Pull> pulls = new ArrayDeque<>();
  private final int maxPulled;
  private int pulled;
  private int told;
  private final boolean canTls;
  private boolean isAccepted;
  private Optional<TlsInvitation> invitation = Optional.empty();
  private boolean isDone;

  /** What was, or is, pulled behind the end of a pipe is void. */
  private boolean isPipeOver;

  private long keptBytes;
  private long sentBytes;
  private Optional<DropException> failure = Optional.empty();

  /** The chunks that were read last, in order from the first: of which file, and their hash. */
  private int hashedEntry = -1;

  private TreeHash hashed = new TreeHash();
  private long hashedBytes;

  /**
   * Its first message is the offer.
   *
   * @param canTls whether this side comes by TLS when it is invited
   */
  public SendingEnd(Manifest manifest, Source source, Limits limits, boolean canTls) {
    this.canTls = canTls;
    this.manifest = manifest;
    this.source = source;
    this.maxPulled = 4 * limits.window();
    replies.add(
        new DropMessage.Offer(
            DropProtocol.VERSION, manifest.entries().size(), manifest.bytes(), canTls));
  }

  @Override
  public void handleText(String text) {
    try {
      handle(DropReader.text(text));
    } catch (DropException e) {
      fail(e);
    }
  }

  @Override
  public void handleBinary(Bytes message) {
    fail(DropException.malformed("a receiver sends no binary messages"));
  }

  @Override
  public void handleChunk(Bytes header, Bytes data) {
    handleBinary(header);
  }

  @Override
  public void fail(DropException why) {
    if (!isOver()) {
      replies.clear();
      pulls.clear();
      replies.add(new DropMessage.Failed(why.code(), String.valueOf(why.getMessage())));
      failure = Optional.of(why);
    }
  }

  @Override
  public Optional<DropMessage> pollTransmit() {
    if (replies.isEmpty() && !isOver()) {
      try {
        serve();
      } catch (DropException e) {
        fail(e);
      }
    }
    return Optional.ofNullable(replies.poll());
  }

  /** Whether the receiver agreed. */
  public boolean isAccepted() {
    return isAccepted;
  }

  /**
   * Where the receiver waits for this side, from when it has agreed on: connect, and say everything
   * from then on there; or {@link #stay}.
   */
  public Optional<TlsInvitation> invitation() {
    return invitation;
  }

  /** The invitation cannot be followed: it goes on here. */
  public void stay() {
    if (invitation.isEmpty()) {
      throw new IllegalStateException("nobody has invited this side");
    }
    invitation = Optional.empty();
    replies.add(new DropMessage.Stay());
  }

  @Override
  public boolean isDone() {
    return isDone;
  }

  @Override
  public boolean isOver() {
    return isDone || failure.isPresent();
  }

  @Override
  public Optional<DropException> failure() {
    return failure;
  }

  /** What the receiver had from before. */
  public long keptBytes() {
    return keptBytes;
  }

  /** Bytes of chunks sent on this channel, those sent twice included. */
  public long sentBytes() {
    return sentBytes;
  }

  private void handle(DropMessage message) throws DropException {
    if (isOver()) {
      return; // It crossed our last word.
    }
    if (message instanceof DropMessage.More) {
      replies.add(nextEntries());
    } else if (message instanceof DropMessage.Accept accept) {
      require(told == manifest.entries().size() && !isAccepted, "accepted out of turn");
      require(canTls || accept.tls().isEmpty(), "invited to what was not offered");
      isAccepted = true;
      invitation = accept.tls();
      keptBytes = accept.keptBytes();
    } else if (message instanceof DropMessage.Resume resume) {
      replies.add(compare(resume));
    } else if (message instanceof DropMessage.Pull pull) {
      take(pull);
    } else if (message instanceof DropMessage.Done) {
      require(isAccepted, "done before it began");
      isDone = true;
      replies.add(new DropMessage.Bye());
    } else if (message instanceof DropMessage.Failed failed) {
      failure = Optional.of(new DropException(failed.code(), failed.message()));
      replies.clear();
    } else {
      throw DropException.malformed("a receiver does not say this");
    }
  }

  private DropMessage nextEntries() throws DropException {
    List<Entry> piece = new ArrayList<>();
    int bytes = 0;
    while (told < manifest.entries().size()) {
      Entry next = manifest.entries().get(told);
      // Escaped, a byte of a name takes six at most; names hold no control characters: two.
      bytes += 2 * next.path().bytes() + 128;
      if (!piece.isEmpty() && bytes > PIECE_BYTES) {
        break;
      }
      piece.add(next);
      told++;
    }
    require(!piece.isEmpty(), "all entries were told already");
    return new DropMessage.Entries(piece);
  }

  private DropMessage compare(DropMessage.Resume resume) throws DropException {
    Entry entry = file(resume.entry());
    if (entry.chunks().isEmpty() || resume.chunks() > entry.chunks().get()) {
      return new DropMessage.Resumed(resume.entry(), false);
    }
    hashUpTo(resume.entry(), resume.chunks());
    return new DropMessage.Resumed(resume.entry(), hashed.root().equals(resume.root()));
  }

  private void take(DropMessage.Pull pull) throws DropException {
    Entry entry = file(pull.entry());
    require(entry.chunks().map(all -> pull.from() <= all).orElse(true), "pulled behind the end");
    if (isPipeOver) {
      return;
    }
    pulled += pull.count();
    require(pulled <= maxPulled, "too many chunks are asked for at once");
    pulls.add(pull);
  }

  /** Makes the answer to the oldest pull: its next chunk, or the end of its file. */
  private void serve() throws DropException {
    DropMessage.Pull pull = pulls.peek();
    if (pull == null) {
      return;
    }
    Entry entry = manifest.entries().get(pull.entry());
    Bytes data =
        entry.chunks().map(all -> pull.from() == all).orElse(false)
            ? Bytes.empty()
            : source.read(pull.entry(), pull.from());
    if (data.length() == 0) {
      pulls.remove();
      pulled -= pull.count();
      replies.add(end(pull.entry(), pull.from()));
      return;
    }
    Bytes leaf = TreeHash.leaf(data);
    remember(pull.entry(), pull.from(), leaf, data.length());
    sentBytes += data.length();
    replies.add(new DropMessage.Chunk(pull.entry(), pull.from(), leaf, data));
    servedOne(pull);
  }

  private void servedOne(DropMessage.Pull pull) {
    pulls.remove();
    pulled--;
    if (pull.count() > 1) {
      pulls.addFirst(new DropMessage.Pull(pull.entry(), pull.from() + 1, pull.count() - 1));
    }
  }

  private DropMessage end(int entry, long chunks) throws DropException {
    if (manifest.entries().get(entry).size().isPresent()) {
      hashUpTo(entry, chunks);
      source.requireUnchanged(entry);
    } else if (hashedEntry != entry) {
      startHashing(entry); // a pipe that gave nothing
    }
    if (manifest.entries().get(entry).size().isEmpty()) {
      isPipeOver = true;
      pulls.clear();
      pulled = 0;
    }
    return new DropMessage.End(entry, chunks, hashedBytes, hashed.root());
  }

  /** A chunk that continues what was hashed is hashed; one that is sent again was. */
  private void remember(int entry, long index, Bytes leaf, int bytes) throws DropException {
    if (hashedEntry != entry || index > hashed.count()) {
      hashUpTo(entry, index);
    }
    if (index == hashed.count()) {
      hashed.add(leaf);
      hashedBytes += bytes;
    }
  }

  /** Makes {@code hashed} that of exactly the first {@code chunks}; reads what that needs. */
  private void hashUpTo(int entry, long chunks) throws DropException {
    if (hashedEntry != entry || hashed.count() > chunks) {
      startHashing(entry);
    }
    while (hashed.count() < chunks) {
      Bytes data = source.read(entry, hashed.count());
      require(data.length() > 0, "a pull behind the end");
      hashed.add(TreeHash.leaf(data));
      hashedBytes += data.length();
    }
  }

  private void startHashing(int entry) {
    hashedEntry = entry;
    hashed = new TreeHash();
    hashedBytes = 0;
  }

  private Entry file(int number) throws DropException {
    require(isAccepted, "asked for before it accepted");
    require(number < manifest.entries().size(), "there is no such entry");
    Entry entry = manifest.entries().get(number);
    require(entry.isFile(), "a folder has no chunks");
    return entry;
  }

  private static void require(boolean holds, String otherwise) throws DropException {
    if (!holds) {
      throw DropException.malformed(otherwise);
    }
  }
}
