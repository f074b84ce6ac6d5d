package dev.lanward.cli;

import dev.lanward.peer.store.SqliteTrustStore;
import dev.lanward.peer.store.StateDirectory;
import dev.lanward.peer.store.StateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The state directory: whose it is, who may read it, and whether what lies in it is sound. */
final class StateChecks {
  private static final String CHECK = "state";
  private static final Set<PosixFilePermission> OTHERS =
      PosixFilePermissions.fromString("---rwxrwx");

  private StateChecks() {}

  static List<Finding> all(Path directory) {
    if (!Files.exists(directory)) {
      return List.of(missing(directory));
    }
    List<Finding> findings = new ArrayList<>();
    try {
      // A file in its place is refused below; nobody is to change that file's mode for us.
      if (Files.isDirectory(directory)) {
        openToOthers(directory, findings);
      }
      openToOthers(directory.resolve("identity.pem"), findings);
      openToOthers(directory.resolve("trust.db"), findings);
      StateDirectory state = StateDirectory.open(directory);
      boolean hasIdentity = state.identityFile().load().isPresent();
      findings.add(
          Finding.ok(
              CHECK,
              "%s: %s, %s"
                  .formatted(
                      directory,
                      hasIdentity ? "an identity" : "no identity yet",
                      peers(state, directory))));
    } catch (StateException e) {
      findings.add(Finding.fail(CHECK, String.valueOf(e.getMessage()), ""));
    } catch (IOException e) {
      findings.add(Finding.fail(CHECK, directory + ": " + e, "Check its owner and the disk."));
    }
    return findings;
  }

  private static Finding missing(Path directory) {
    Path existing = directory.toAbsolutePath();
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    return Files.isDirectory(existing) && Files.isWritable(existing)
        ? Finding.ok(CHECK, directory + " will be made when it is needed.")
        : Finding.fail(
            CHECK,
            directory + " is not there, and cannot be made in " + existing + ".",
            "Name another directory with --state DIR.");
  }

  private static void openToOthers(Path path, List<Finding> findings) throws IOException {
    if (!Files.exists(path)
        || !path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    Set<PosixFilePermission> open = EnumSet.copyOf(OTHERS);
    open.retainAll(Files.getPosixFilePermissions(path));
    if (!open.isEmpty()) {
      findings.add(
          Finding.warn(
              CHECK,
              path + " is open to other users of this machine.",
              "Close it: chmod go= '" + path + "'. If it was open for long: pair anew."));
    }
  }

  private static String peers(StateDirectory state, Path directory) {
    if (!Files.exists(directory.resolve("trust.db"))) {
      return "no peers yet";
    }
    try (SqliteTrustStore store = state.openTrustStore()) {
      int count = store.all().size();
      return count == 1 ? "1 peer" : count + " peers";
    }
  }
}
