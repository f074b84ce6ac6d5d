package dev.lanward.peer.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory that belongs to this user alone and holds everything that survives a restart. */
public final class StateDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(StateDirectory.class);

  private final Path path;

  private StateDirectory(Path path) {
    this.path = path;
  }

  /**
   * Opens the state directory, creating it (and its parents) with mode 0700. A mode that lets
   * others in is corrected, and the log says so.
   *
   * @throws StateException when it is no directory, belongs to somebody else, or cannot be written
   */
  public static StateDirectory open(Path path) {
    try {
      if (!Files.exists(path)) {
        Files.createDirectories(path, OwnerOnly.attributes(path, OwnerOnly.DIRECTORY));
      } else if (!Files.isDirectory(path)) {
        throw new StateException(path, "is not a directory", "Name another one with --state DIR.");
      }
      checkOwner(path);
      if (OwnerOnly.restrict(path, OwnerOnly.DIRECTORY)) {
        LOG.warn("{} was open to other users; its mode is 0700 now", path);
      }
      return new StateDirectory(path);
    } catch (AccessDeniedException e) {
      throw new StateException(
          path,
          "cannot be written by this user",
          "Run as its owner, or name another directory with --state DIR.",
          e);
    } catch (IOException e) {
      throw new StateException(
          path, "cannot be used: " + why(e), "Name another directory with --state DIR.", e);
    }
  }

  /** In words, without the path, which the message begins with. */
  private static String why(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "it cannot be made there";
    }
    return e instanceof FileSystemException system && system.getReason() != null
        ? system.getReason()
        : e.toString();
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** The identity's key file. */
  public IdentityFile identityFile() {
    return new IdentityFile(path.resolve("identity.pem"));
  }

  /** The file with the device host. */
  public HostFile hostFile() {
    return new HostFile(path.resolve("host"));
  }

  /** The file with the certificate of the media server that is trusted. */
  public MediaServerFile mediaServerFile() {
    return new MediaServerFile(path.resolve("media-server"));
  }

  /**
   * Opens the trust database. Several processes may have it open at once.
   *
   * @throws StateException when it is damaged, or a newer version wrote it
   */
  public SqliteTrustStore openTrustStore() {
    return SqliteTrustStore.open(path.resolve("trust.db"));
  }

  /**
   * Claims the directory for one running device.
   *
   * @throws StateException when another device runs on it
   */
  public DeviceLock lockForDevice() {
    return DeviceLock.acquire(path.resolve("device.lock"));
  }

  /**
   * Whether another process runs a device on the directory now. Not for a process that runs one
   * itself: a file's locks are the process's, and asking would drop them.
   */
  public boolean isInUse() {
    try {
      lockForDevice().close();
      return false;
    } catch (StateException e) {
      return true;
    }
  }

  /** Whoever owns a file that this process creates is this process's user, in any namespace. */
  private static void checkOwner(Path path) throws IOException {
    Path probe =
        Files.createTempFile(path, ".owner", ".tmp", OwnerOnly.attributes(path, OwnerOnly.FILE));
    try {
      var owner = Files.getOwner(path);
      var self = Files.getOwner(probe);
      if (!owner.equals(self)) {
        throw new StateException(
            path,
            "belongs to " + owner.getName() + ", and this program runs as " + self.getName(),
            "Run as its owner, or name another directory with --state DIR.");
      }
    } finally {
      Files.deleteIfExists(probe);
    }
  }
}
