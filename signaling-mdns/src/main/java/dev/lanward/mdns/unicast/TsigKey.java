package dev.lanward.mdns.unicast;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TextParseException;

/**
 * The key that a server and its clients share, with which updates and their answers are signed (RFC
 * 8945). Its secret prints as {@code REDACTED}.
 */
public final class TsigKey {
  /** A shorter secret is easier guessed than the algorithm broken (RFC 8945 section 10). */
  private static final int MIN_SECRET_BYTES = 16;

  /** What we sign with: those that RFC 8945 section 6 does not call "NOT RECOMMENDED". */
  private static final Map<String, Name> ALGORITHMS =
      Map.of(
          "hmac-sha256", TSIG.HMAC_SHA256,
          "hmac-sha384", TSIG.HMAC_SHA384,
          "hmac-sha512", TSIG.HMAC_SHA512);

  private static final Pattern LINE = Pattern.compile("\\s*([^:\\s]+):([^:\\s]+):([^:\\s]+)\\s*");
  private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*(#|//).*$");
  private static final Pattern CLAUSE =
      Pattern.compile("\\s*key\\s+\"?([^\"\\s{]+)\"?\\s*\\{([^{}]*)}\\s*;?\\s*");
  private static final Pattern ALGORITHM =
      Pattern.compile("\\balgorithm\\s+\"?([^\"\\s;]+)\"?\\s*;");
  private static final Pattern SECRET = Pattern.compile("\\bsecret\\s+\"?([^\"\\s;]+)\"?\\s*;");

  private final Name name;
  private final Name algorithm;
  private final SecretKeySpec secret;

  private TsigKey(Name name, Name algorithm, SecretKeySpec secret) {
    this.name = name;
    this.algorithm = algorithm;
    this.secret = secret;
  }

  /**
   * Reads a key as BIND's {@code tsig-keygen} writes it, {@code key "name" { algorithm hmac-sha256;
   * secret "..."; };}, or as {@code name:algorithm:secret}.
   *
   * @throws IllegalArgumentException when it is none; the message never holds the secret
   */
  public static TsigKey parse(String text) {
    Matcher line = LINE.matcher(text);
    if (line.matches()) {
      return of(line.group(1), line.group(2), line.group(3));
    }
    Matcher clause = CLAUSE.matcher(COMMENT.matcher(text).replaceAll(""));
    Optional<String> body = clause.matches() ? Optional.of(clause.group(2)) : Optional.empty();
    Optional<String> algorithm = body.flatMap(each -> first(ALGORITHM, each));
    Optional<String> secret = body.flatMap(each -> first(SECRET, each));
    if (algorithm.isEmpty() || secret.isEmpty()) {
      throw new IllegalArgumentException(
          "a key is what tsig-keygen prints, key \"NAME\" { algorithm hmac-sha256; secret \"...\"; };"
              + " or NAME:hmac-sha256:SECRET");
    }
    return of(clause.group(1), algorithm.get(), secret.get());
  }

  /** The name by which the server knows the key, without the dot at its end. */
  public String name() {
    return name.toString(true);
  }

  /** The algorithm's name, such as {@code hmac-sha256}. */
  public String algorithm() {
    return algorithm.toString(true);
  }

  @Override
  public String toString() {
    return "TsigKey[" + name() + ", " + algorithm() + ", secret REDACTED]";
  }

  /** What signs at the time of {@code clock}. */
  TSIG signer(InstantSource clock) {
    return new TSIG(algorithm, name, secret, clock.withZone(ZoneOffset.UTC));
  }

  private static TsigKey of(String name, String algorithm, String secret) {
    String known = algorithm.toLowerCase(Locale.ROOT).replaceAll("\\.$", "");
    Name algorithmName = ALGORITHMS.get(known);
    if (algorithmName == null) {
      throw new IllegalArgumentException(
          "a key's algorithm is hmac-sha256, hmac-sha384 or hmac-sha512, was " + algorithm);
    }
    byte[] raw = decoded(secret);
    if (raw.length < MIN_SECRET_BYTES) {
      throw new IllegalArgumentException("a key's secret has at least 16 bytes, had " + raw.length);
    }
    try {
      String mac = known.replace("hmac-sha", "HmacSHA");
      return new TsigKey(
          Name.fromString(name, Name.root), algorithmName, new SecretKeySpec(raw, mac));
    } catch (TextParseException e) {
      throw new IllegalArgumentException("a key's name is a domain name, was " + name, e);
    }
  }

  private static byte[] decoded(String secret) {
    try {
      return Base64.getDecoder().decode(secret);
    } catch (IllegalArgumentException e) {
      // Without its cause, which quotes characters of the secret.
      throw new IllegalArgumentException("a key's secret is base64");
    }
  }

  private static Optional<String> first(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }
}
