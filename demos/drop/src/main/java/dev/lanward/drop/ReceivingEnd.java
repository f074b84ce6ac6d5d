package dev.lanward.drop;

import dev.lanward.core.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * The receiver's side of one transfer over one channel. Asks for what it wants, a window ahead;
 * what it has not asked for ends the transfer. After each message it was handed: if {@link
 * #isOffered}, ask whoever decides and call {@link #accept} or {@link #fail}; send what {@link
 * #pollTransmit} gives, until it gives nothing. On one thread.
 */
public final class ReceivingEnd implements DropEnd {
  private enum State {
    /** Nothing has come yet. */
    WAITING,
    /** Entries come. */
    LISTING,
    /** All entries are here; somebody decides. */
    OFFERED,
    /** It was agreed to, and the sender was invited to come by TLS. */
    INVITING,
    /** Chunks come. */
    TAKING,
    /** Everything is in its place; the sender has not heard of it yet. */
    DONE,
    /** Nothing more is to be done. */
    OVER
  }

  /** A file of which chunks have been asked for. */
  private static final class Asked {
    final int entry;
    TreeHash hash;
    long next;

    Asked(int entry, TreeHash hash) {
      this.entry = entry;
      this.hash = hash;
      this.next = hash.count();
    }
  }

  private final Limits limits;
  private final Queue<DropMessage> replies = new ArrayDeque<>();
  private State state = State.WAITING;
  private int offered;
  private boolean canTls;
  private int window;
  private Manifest.Builder listing;
  private Manifest manifest = new Manifest(List.of());
  private Optional<Shelf> shelf = Optional.empty();
  private Optional<DropException> failure = Optional.empty();

  /** Files in the order in which their chunks come; the last may still be asked for. */
  private final Deque<Asked> asked = new ArrayDeque<>();

  /** The file that is being asked for: the last of {@link #asked}, if it is not asked for whole. */
  private Optional<Asked> asking = Optional.empty();

  /** The file whose part is being compared. Nothing more is asked for meanwhile. */
  private Optional<Asked> comparing = Optional.empty();

  /** The first entry that nothing has been done about. */
  private int nextEntry;

  /** Chunks, and ends, that were asked for and have not come. */
  private int outstanding;

  /** Of these, the first so many are passed over: they were asked for before a bad one came. */
  private int stale;

  private int staleComparisons;
  private int badInARow;
  private int wrongTrees;
  private long takenBytes;
  private long keptBytes;

  /** Waits for an offer. */
  public ReceivingEnd(Limits limits) {
    this.limits = limits;
    this.window = limits.window();
    this.listing = Manifest.builder(limits);
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
    try {
      handle(DropReader.binary(message));
    } catch (DropException e) {
      fail(e);
    }
  }

  @Override
  public void handleChunk(Bytes header, Bytes data) {
    try {
      handle(DropReader.chunk(header, data));
    } catch (DropException e) {
      fail(e);
    }
  }

  /** The offer is taken, onto {@code where}. */
  public void accept(Shelf where) {
    accept(where, Optional.empty());
  }

  /**
   * The offer is taken, and the sender invited to come by TLS: nothing is asked for until it has
   * come, which {@link #cameByTls} is told, or stays here.
   *
   * @param invitation only where {@link #canTls}
   */
  public void accept(Shelf where, Optional<TlsInvitation> invitation) {
    if (state != State.OFFERED || invitation.isPresent() && !canTls) {
      throw new IllegalStateException("nothing is offered that could be answered so");
    }
    shelf = Optional.of(where);
    try {
      keptBytes = where.keptBytes();
      replies.add(new DropMessage.Accept(keptBytes, invitation));
      state = State.INVITING;
      if (invitation.isEmpty()) {
        take();
      }
    } catch (DropException e) {
      fail(e);
    }
  }

  /** The sender has come by TLS: from now on everything is said there. */
  public void cameByTls() {
    if (!isInviting()) {
      throw new IllegalStateException("nobody was invited");
    }
    window = limits.tlsWindow();
    try {
      take();
    } catch (DropException e) {
      fail(e);
    }
  }

  @Override
  public void fail(DropException why) {
    if (!isOver()) {
      replies.clear();
      replies.add(new DropMessage.Failed(why.code(), String.valueOf(why.getMessage())));
      end(why);
    }
  }

  @Override
  public Optional<DropMessage> pollTransmit() {
    return Optional.ofNullable(replies.poll());
  }

  /** Whether the offer is here whole and waits for an answer. */
  public boolean isOffered() {
    return state == State.OFFERED;
  }

  /** Whether the sender would come by TLS; known once it is offered. */
  public boolean canTls() {
    return canTls;
  }

  /** Whether it is not known yet if the sender comes by TLS. */
  public boolean isInviting() {
    return state == State.INVITING;
  }

  @Override
  public boolean isDone() {
    return failure.isEmpty() && (state == State.DONE || state == State.OVER);
  }

  @Override
  public boolean isOver() {
    return state == State.OVER;
  }

  /** Whether the sender owes an answer that it can give without waiting for anybody. */
  public boolean isOwed() {
    boolean fromPipe = !asked.isEmpty() && size(asked.peek()).isEmpty();
    return state != State.OFFERED && comparing.isEmpty() && !fromPipe;
  }

  @Override
  public Optional<DropException> failure() {
    return failure;
  }

  /** What is offered; empty before {@link #isOffered}. */
  public Manifest manifest() {
    return manifest;
  }

  /** Bytes that were here from before. */
  public long keptBytes() {
    return keptBytes;
  }

  /** Bytes taken on this channel, none of them twice. */
  public long takenBytes() {
    return takenBytes;
  }

  private void handle(DropMessage message) throws DropException {
    if (isOver()) {
      return; // It crossed our last word.
    }
    if (message instanceof DropMessage.Chunk chunk) {
      take(chunk);
    } else if (message instanceof DropMessage.End end) {
      takeEnd(end);
    } else if (message instanceof DropMessage.Resumed resumed) {
      compared(resumed);
    } else if (message instanceof DropMessage.Offer offer) {
      begin(offer);
    } else if (message instanceof DropMessage.Entries some) {
      list(some);
    } else if (message instanceof DropMessage.Stay) {
      require(isInviting(), "it stays where it was not invited to leave");
      take();
    } else if (message instanceof DropMessage.Bye) {
      require(state == State.DONE, "bye before everything is there");
      shelf.orElseThrow().forget();
      state = State.OVER;
    } else if (message instanceof DropMessage.Failed failed) {
      end(new DropException(failed.code(), failed.message()));
    } else {
      throw DropException.malformed("a sender does not say this");
    }
  }

  private void begin(DropMessage.Offer offer) throws DropException {
    require(state == State.WAITING, "a second offer");
    if (offer.version() != DropProtocol.VERSION) {
      throw new DropException("unsupported", "This side speaks version 1 of the drop protocol.");
    }
    if (offer.entries() > limits.entries()) {
      throw new DropException(
          "too-large", "At most " + limits.entries() + " files and folders are taken at once.");
    }
    if (offer.bytes().orElse(0L) > limits.mostBytes()) {
      throw tooLarge();
    }
    offered = offer.entries();
    canTls = offer.canTls();
    state = State.LISTING;
    replies.add(new DropMessage.More());
  }

  private void list(DropMessage.Entries some) throws DropException {
    require(state == State.LISTING, "entries that were not asked for");
    for (Entry entry : some.entries()) {
      require(listing.size() < offered, "more entries than were offered");
      listing.add(entry);
    }
    if (listing.size() < offered) {
      replies.add(new DropMessage.More());
    } else {
      manifest = listing.build();
      listing = Manifest.builder(limits);
      state = State.OFFERED;
    }
  }

  private void take() throws DropException {
    state = State.TAKING;
    ask();
  }

  private void take(DropMessage.Chunk chunk) throws DropException {
    if (isStale()) {
      return;
    }
    Asked file = due(chunk.entry());
    require(chunk.index() == file.hash.count(), "a chunk out of turn");
    if (!isWhole(chunk, file)) {
      again(file);
      return;
    }
    takenBytes += chunk.data().length();
    if (takenBytes > limits.mostBytes()) {
      throw tooLarge();
    }
    shelf.orElseThrow().append(file.entry, chunk.data());
    file.hash.add(chunk.leaf());
    badInARow = 0;
    ask();
  }

  private boolean isWhole(DropMessage.Chunk chunk, Asked file) throws DropException {
    int length = chunk.data().length();
    Optional<Long> size = size(file);
    if (size.isPresent()) {
      require(chunk.index() < DropProtocol.chunks(size.get()), "a chunk behind the end");
      if (length != DropProtocol.chunkBytes(size.get(), chunk.index())) {
        return false;
      }
    }
    return TreeHash.leaf(chunk.data()).equals(chunk.leaf());
  }

  private void takeEnd(DropMessage.End end) throws DropException {
    if (isStale()) {
      return;
    }
    Asked file = due(end.entry());
    require(end.chunks() == file.hash.count(), "an end out of turn");
    Optional<Long> size = size(file);
    require(
        size.map(bytes -> DropProtocol.chunks(bytes) == end.chunks() && bytes == end.size())
            .orElse(keptBytes + takenBytes == end.size()),
        "a file that is not as long as was offered");
    if (!end.root().equals(file.hash.root())) {
      badInARow = wrongTrees++;
      shelf.orElseThrow().restart(file.entry);
      file.hash = new TreeHash();
      again(file);
      return;
    }
    shelf.orElseThrow().publish(file.entry);
    asked.remove();
    if (size.isEmpty()) {
      outstanding = 0; // What was asked for behind the end of a pipe does not come.
      asking = Optional.empty();
    }
    badInARow = 0;
    ask();
  }

  /** Asks anew for all that comes now, from the next chunk of {@code file} on. */
  private void again(Asked file) throws DropException {
    if (++badInARow >= limits.attempts() || size(file).isEmpty()) {
      throw new DropException(
          "corrupt",
          EntryPath.shown(manifest.entries().get(file.entry).path().text())
              + " arrives damaged, "
              + badInARow
              + " times in a row.");
    }
    stale = outstanding;
    staleComparisons += comparing.isPresent() ? 1 : 0;
    comparing = Optional.empty();
    asked.clear();
    asked.add(file);
    file.next = file.hash.count();
    asking = Optional.of(file);
    nextEntry = file.entry + 1;
    ask();
  }

  /** Counts what has come; whether it is one of those that are passed over. */
  private boolean isStale() throws DropException {
    require(outstanding > 0, "what was not asked for");
    outstanding--;
    if (stale == 0) {
      return false;
    }
    stale--;
    ask();
    return true;
  }

  private Asked due(int entry) throws DropException {
    Asked file = asked.peek();
    if (file == null || file.entry != entry) {
      throw DropException.malformed("another file than was asked for");
    }
    return file;
  }

  private void compared(DropMessage.Resumed resumed) throws DropException {
    if (staleComparisons > 0) {
      staleComparisons--;
      return;
    }
    Asked file =
        comparing
            .filter(each -> each.entry == resumed.entry())
            .orElseThrow(() -> DropException.malformed("an answer to nothing that was asked"));
    if (!resumed.matches()) {
      shelf.orElseThrow().restart(file.entry);
      file.hash = new TreeHash();
      file.next = 0;
    }
    comparing = Optional.empty();
    asked.add(file);
    asking = Optional.of(file);
    ask();
  }

  /** Asks for as much as the window has room for; ends when there is nothing left to ask for. */
  private void ask() throws DropException {
    while (comparing.isEmpty() && hasFileToAskFor()) {
      Asked file = asking.orElseThrow();
      int room = window - outstanding;
      long left = chunks(file).map(all -> all + 1 - file.next).orElse(Long.MAX_VALUE);
      // Not for every single chunk: half a window keeps the sender busy.
      if (room < Math.min(window / 2, left)) {
        return;
      }
      int count = (int) Math.min(room, left);
      replies.add(new DropMessage.Pull(file.entry, file.next, count));
      outstanding += count;
      file.next += count;
      if (count == left) {
        asking = Optional.empty();
      }
    }
    if (comparing.isEmpty() && asked.isEmpty()) {
      shelf.orElseThrow().finish();
      replies.add(new DropMessage.Done());
      state = State.DONE;
    }
  }

  /** Goes on to the next file that is not here, unless one is being asked for; false at the end. */
  private boolean hasFileToAskFor() throws DropException {
    Shelf place = shelf.orElseThrow();
    while (asking.isEmpty() && comparing.isEmpty() && nextEntry < manifest.entries().size()) {
      int entry = nextEntry++;
      if (!manifest.entries().get(entry).isFile()) {
        place.folder(entry);
      } else if (!place.isDone(entry)) {
        open(new Asked(entry, place.open(entry)));
      }
    }
    return asking.isPresent();
  }

  private void open(Asked file) {
    if (file.hash.count() > 0) {
      comparing = Optional.of(file);
      replies.add(new DropMessage.Resume(file.entry, file.hash.count(), file.hash.root()));
    } else {
      asking = Optional.of(file);
      asked.add(file);
    }
  }

  private Optional<Long> size(Asked file) {
    return manifest.entries().get(file.entry).size();
  }

  private Optional<Long> chunks(Asked file) {
    return manifest.entries().get(file.entry).chunks();
  }

  private DropException tooLarge() {
    return new DropException(
        "too-large", "At most " + limits.mostBytes() + " bytes are taken here.");
  }

  private void end(DropException why) {
    failure = Optional.of(why);
    state = State.OVER;
  }

  private static void require(boolean holds, String otherwise) throws DropException {
    if (!holds) {
      throw DropException.malformed(otherwise);
    }
  }
}
