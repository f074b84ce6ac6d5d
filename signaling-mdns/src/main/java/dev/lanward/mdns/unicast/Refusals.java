package dev.lanward.mdns.unicast;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.TSIGRecord;

/** Says in words what a server answered, or that it did not, and what to do about it. */
final class Refusals {
  private static final int TIME_BYTES = 6;

  /** A signature's error has more bits, of which the library knows no names. */
  private static final int MAX_RCODE = 0xfff;

  private final DnsServer server;
  private final DnsDomain domain;
  private final Optional<TsigKey> key;

  Refusals(DnsServer server, DnsDomain domain, Optional<TsigKey> key) {
    this.server = server;
    this.domain = domain;
    this.key = key;
  }

  UnicastProblem silent() {
    return unreachable("does not answer");
  }

  /** The edge could not send, or what it sent came back. */
  UnicastProblem unreachable(String what) {
    return problem(
        "dns-unreachable",
        what
            + ". Check that it is on and at this address, and that port "
            + server.port()
            + " is open to this machine, UDP and TCP.");
  }

  UnicastProblem garbled() {
    return problem("dns-failed", "answers what is no DNS. Check that it is a name server.");
  }

  UnicastProblem unsigned() {
    return problem(
        "dns-key",
        "does not sign its answers, so they may be anybody's. It must know the key " + keyName());
  }

  UnicastProblem badSignature() {
    return problem(
        "dns-key",
        "signs its answers with another secret than the key file has for "
            + keyName()
            + " Copy the key from the server again.");
  }

  UnicastProblem badClock(Instant here, Optional<Instant> there) {
    String times =
        there
            .map(
                time ->
                    " says " + time + ", this machine's " + here.truncatedTo(ChronoUnit.SECONDS))
            .orElse(" is more than five minutes from this machine's");
    return new UnicastProblem(
        "dns-clock",
        "The clock of the name server "
            + server
            + times
            + ", and signatures are good for five minutes. Set the one that is wrong.");
  }

  /** The error in the signature of an answer (RFC 8945 section 5.2). */
  UnicastProblem signature(TSIGRecord signature, Instant here) {
    return switch (signature.getError()) {
      case Rcode.BADKEY ->
          problem(
              "dns-key",
              "does not know the key "
                  + keyName()
                  + " Name and algorithm in the key file must be those in the server's"
                  + " configuration.");
      case Rcode.BADSIG ->
          problem(
              "dns-key",
              "has another secret for the key "
                  + keyName()
                  + " Copy the key from the server again.");
      case Rcode.BADTIME -> badClock(here, time(signature.getOther()));
      default -> other(signature.getError());
    };
  }

  UnicastProblem notInCharge() {
    return problem(
        "dns-zone",
        "is not in charge of "
            + domain
            + ". The server must be the primary one of the zone that the domain is in.");
  }

  UnicastProblem noName(String name) {
    return problem(
        "dns-name", "has 99 other services called like \"" + name + "\". Choose another name.");
  }

  UnicastProblem update(int rcode) {
    return switch (rcode) {
      case Rcode.REFUSED ->
          problem(
              "dns-refused",
              "does not let the key change "
                  + domain
                  + ". Allow it there, with BIND for example: update-policy { grant "
                  + key.map(TsigKey::name).orElse("KEY")
                  + " zonesub ANY; };");
      case Rcode.NOTAUTH, Rcode.NOTZONE -> notInCharge();
      case Rcode.NOTIMP ->
          problem("dns-refused", "knows no updates (RFC 2136). Another server must hold the zone.");
      default -> other(rcode);
    };
  }

  UnicastProblem query(int rcode) {
    return rcode == Rcode.REFUSED
        ? problem(
            "dns-refused",
            "answers no questions of this machine about "
                + domain
                + ". Allow them there, with BIND by allow-query, or check the domain.")
        : other(rcode);
  }

  private UnicastProblem other(int rcode) {
    return problem(
        "dns-failed",
        "answers "
            + (rcode > MAX_RCODE ? "error " + rcode : Rcode.string(rcode))
            + (rcode == Rcode.SERVFAIL
                ? ". Its log says why: it must be able to write where the zone's file is, and BIND"
                    + " holds no more than 100 devices unless max-records-per-type allows more."
                : ", which is not known here. Its log may say why."));
  }

  private UnicastProblem problem(String code, String what) {
    return new UnicastProblem(code, "The name server " + server + " " + what);
  }

  private String keyName() {
    return key.map(each -> each.name() + " (" + each.algorithm() + ").").orElse("of the device.");
  }

  /** The server's time, which it tells when ours is off (RFC 8945 section 5.2.3). */
  private static Optional<Instant> time(byte[] other) {
    if (other.length != TIME_BYTES) {
      return Optional.empty();
    }
    long seconds = 0;
    for (byte each : other) {
      seconds = seconds << 8 | each & 0xff;
    }
    return Optional.of(Instant.ofEpochSecond(seconds));
  }
}
