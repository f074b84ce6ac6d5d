package dev.lanward.peer.store;

import dev.lanward.core.Bytes;
import dev.lanward.pairing.Identity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The identity as a PEM file: the private key (PKCS#8), then the certificate. */
public final class IdentityFile {
  /** Ours has under 1 KiB. */
  private static final long MAX_BYTES = 64 * 1024;

  private final Path file;

  IdentityFile(Path file) {
    this.file = file;
  }

  /**
   * The identity in the file, or nothing when there is no file.
   *
   * @throws StateException when the file holds anything else; it is left as it is
   */
  public Optional<Identity> load() {
    try {
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.empty();
      }
      OwnerOnly.restrict(file, OwnerOnly.FILE);
      if (Files.size(file) > MAX_BYTES) {
        throw damaged("it is too long", null);
      }
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      return Optional.of(
          Identity.ofPkcs8AndCertificate(
              section(text, "PRIVATE KEY"), section(text, "CERTIFICATE")));
    } catch (IllegalArgumentException e) {
      throw damaged(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new StateException(file, "cannot be read: " + e, "Check its owner and the disk.", e);
    }
  }

  /** Writes the identity, replacing what was there, at once or not at all. */
  public void save(Identity identity) {
    try {
      OwnerOnly.replace(
          file,
          (identity.privateKeyPem() + identity.certificatePem())
              .getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new StateException(file, "cannot be written: " + e, "Check the disk.", e);
    }
  }

  private StateException damaged(String why, @Nullable Throwable cause) {
    String next =
        "Restore a copy of it, or move it away to become a new device, which all peers must pair"
            + " with again.";
    return cause == null
        ? new StateException(file, "is not an identity: " + why, next)
        : new StateException(file, "is not an identity: " + why, next, cause);
  }

  private static Bytes section(String pem, String label) {
    Matcher matcher =
        Pattern.compile(
                "-----BEGIN " + label + "-----\\s+([A-Za-z0-9+/=\\s]+)-----END " + label + "-----")
            .matcher(pem);
    if (!matcher.find()) {
      throw new IllegalArgumentException("it has no " + label + " in PEM");
    }
    return Bytes.copyOf(Base64.getMimeDecoder().decode(matcher.group(1)));
  }
}
