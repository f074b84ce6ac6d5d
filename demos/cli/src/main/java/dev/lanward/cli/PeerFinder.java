package dev.lanward.cli;

import dev.lanward.pairing.Pairing;
import dev.lanward.pairing.TrustStore;
import dev.lanward.peer.store.SqliteTrustStore;
import dev.lanward.peer.store.StateDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the peer that a person means: by its name, its id, or the beginning of its id. */
final class PeerFinder {
  /** Fewer digits could be a name, and too easily somebody else. */
  private static final int MIN_ID_DIGITS = 8;

  private PeerFinder() {}

  /**
   * @param words an id, a name in any case, or at least eight digits of an id
   * @throws CommandFailedException when nobody, or more than one, is meant
   */
  static Pairing find(TrustStore store, String words) throws CommandFailedException {
    List<Pairing> all = store.all();
    String id = words.strip().toLowerCase(Locale.ROOT);
    // First, since peers choose their names: one that is called like another's id is not meant.
    Optional<Pairing> owner = all.stream().filter(peer -> peer.id().equals(id)).findFirst();
    if (owner.isPresent()) {
      return owner.get();
    }
    // In any case, whoever else is called so: a later peer is not to take an earlier one's name.
    List<Pairing> found =
        all.stream()
            .filter(
                peer ->
                    peer.name().equalsIgnoreCase(words.strip())
                        || (id.length() >= MIN_ID_DIGITS && peer.id().startsWith(id)))
            .toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    if (found.isEmpty()) {
      throw new CommandFailedException(
          "unknown-peer",
          "No peer is called "
              + words
              + ", and no id begins so. Who is there: "
              + Terminal.command()
              + " trust list. To pair: "
              + Terminal.command()
              + " pair CODE.");
    }
    throw new CommandFailedException(
        "ambiguous",
        found.size()
            + " peers are meant by "
            + words
            + ". Say which by its id: "
            + found.stream().map(Pairing::id).collect(Collectors.joining(", "))
            + ".");
  }

  /** The same, in the trust store of a state directory. */
  static Pairing find(Path stateDirectory, String words) throws CommandFailedException {
    try (SqliteTrustStore store = StateDirectory.open(stateDirectory).openTrustStore()) {
      return find(store, words);
    }
  }
}
