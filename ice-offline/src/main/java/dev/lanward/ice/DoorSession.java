package dev.lanward.ice;

import dev.lanward.core.Bytes;
import dev.lanward.core.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a door knows about one open session. */
final class DoorSession {
  final SessionId id;
  final Knock knock;
  final Optional<String> pairing;
  final String username;
  final StunKey key;
  final long source;
  final Disposition dtls;
  final TransactionMemory transactions;
  final List<Path> paths = new ArrayList<>(2);
  final Tick openedAt;

  /** Where DTLS goes. */
  Path path;

  boolean nominated;
  boolean clientHelloSeen;
  boolean handshakeFinished;
  Tick verifiedAt;

  /** When the queue of deadlines looks at this session next; never later than its deadline. */
  Tick queuedFor;

  DoorSession(
      SessionId id, VerifiedKnock verified, String username, Path path, Limits limits, Tick now) {
    this.id = id;
    this.knock = verified.knock();
    this.pairing = verified.pairing();
    this.username = username;
    this.key = verified.key();
    this.source = VerificationBudget.sourceOf(path.remote().getAddress());
    this.dtls = Disposition.dtlsFor(id);
    this.transactions = new TransactionMemory(limits.transactionMemory());
    this.path = path;
    this.openedAt = now;
    this.verifiedAt = now;
    this.queuedFor = now.plus(limits.handshakeTimeout());
  }

  boolean isPairing() {
    return knock.kind() == Knock.Kind.PAIRING;
  }

  /** When it ends unless something happens. */
  Tick deadline(Limits limits) {
    return handshakeFinished
        ? verifiedAt.plus(limits.consentTimeout())
        : openedAt.plus(limits.handshakeTimeout());
  }

  /** The nonce that must not open another session; a pairing knock has none. */
  Optional<Bytes> nonce() {
    return nonceOf(knock);
  }

  static Optional<Bytes> nonceOf(Knock knock) {
    if (knock instanceof PairedKnock paired) {
      return Optional.of(paired.nonce());
    }
    return knock instanceof LinkKnock link ? Optional.of(link.nonce()) : Optional.empty();
  }
}
