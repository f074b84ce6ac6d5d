package dev.lanward.mdns.unicast;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.Tick;
import dev.lanward.mdns.unicast.Request.Transport;
import java.time.Instant;
import java.util.Optional;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;

/**
 * One question until its answer: by UDP up to three times, by TCP when it is long or its answer is,
 * and then no more. What does not belong to it, or is not signed as it must be, changes nothing.
 */
final class Exchange {
  private final long ticket;
  private final Message question;
  private final Optional<Signature> signature;
  private final Bytes wire;
  private final Refusals refusals;
  private Transport transport;
  private int attempts;
  private UnicastProblem ifSilent;
  private Optional<Tick> deadline = Optional.empty();

  /** How the question was signed, which its answer's signature covers as well. */
  private record Signature(TSIG signer, TSIGRecord ofQuestion) {}

  Exchange(long ticket, Message question, Optional<TSIG> signer, Refusals refusals) {
    this.ticket = ticket;
    this.question = question;
    this.refusals = refusals;
    this.ifSilent = refusals.silent();
    this.signature =
        signer.map(
            each -> {
              TSIGRecord record = each.generate(question, question.toWire(), Rcode.NOERROR, null);
              question.addRecord(record, Section.ADDITIONAL);
              return new Signature(each, record);
            });
    this.wire = Bytes.copyOf(question.toWire());
    this.transport = wire.length() > UnicastProtocol.MAX_UDP_BYTES ? Transport.TCP : Transport.UDP;
  }

  long ticket() {
    return ticket;
  }

  /** When something is to be done: at once before the first attempt. */
  Optional<Tick> deadline() {
    return deadline;
  }

  /** Sends the question, again too, or gives up. */
  Optional<Reply> attempt(Tick now) {
    if (transport == Transport.UDP && attempts < UnicastProtocol.UDP_WAITS.length) {
      deadline = Optional.of(now.plus(UnicastProtocol.UDP_WAITS[attempts]));
    } else if (transport == Transport.TCP && attempts == 0) {
      deadline = Optional.of(now.plus(UnicastProtocol.TCP_WAIT));
    } else {
      return Optional.of(new Reply.Failed(ifSilent));
    }
    attempts++;
    return Optional.empty();
  }

  Request request() {
    return new Request(ticket, transport, wire);
  }

  /** What {@code answer} means; empty when it is none to this question. */
  Optional<Reply> answer(byte[] answer, Instant wallTime) {
    Message message;
    try {
      message = AnswerReader.read(answer);
    } catch (MalformedMessageException e) {
      return unusable(refusals.garbled());
    }
    if (!isAnswer(message)) {
      return unusable(refusals.garbled());
    }
    return signature.isPresent()
        ? signed(signature.get(), message, answer, wallTime)
        : Optional.of(new Reply.Answered(message));
  }

  /** Whether the answer did not fit, so that the question must be put again by TCP. */
  boolean turnsToTcp(byte[] answer) {
    if (transport == Transport.TCP || answer.length < UnicastProtocol.HEADER_BYTES) {
      return false;
    }
    int id = (answer[0] & 0xff) << 8 | answer[1] & 0xff;
    boolean isTruncated = (answer[2] & 0x82) == 0x82; // QR and TC
    if (id != question.getHeader().getID() || !isTruncated) {
      return false;
    }
    transport = Transport.TCP;
    attempts = 0;
    return true;
  }

  private boolean isAnswer(Message message) {
    Header ours = question.getHeader();
    Header theirs = message.getHeader();
    Record asked = message.getQuestion();
    return theirs.getFlag(Flags.QR)
        && theirs.getID() == ours.getID()
        && theirs.getOpcode() == ours.getOpcode()
        // A server may leave the question out when it refuses, and that of updates always.
        && (asked == null || asked.equals(question.getQuestion()));
  }

  private Optional<Reply> signed(
      Signature signature, Message message, byte[] wire, Instant wallTime) {
    TSIGRecord theirs = message.getTSIG();
    if (theirs == null) {
      return message.getRcode() == Rcode.NOERROR || isVerdict(message.getRcode())
          ? unusable(refusals.unsigned())
          : Optional.of(new Reply.Failed(refusals.update(message.getRcode())));
    }
    if (theirs.getError() != Rcode.NOERROR) {
      return Optional.of(new Reply.Failed(refusals.signature(theirs, wallTime)));
    }
    int verdict = signature.signer().verify(message, wire, signature.ofQuestion());
    if (verdict == Rcode.BADTIME) {
      return unusable(refusals.badClock(wallTime, Optional.of(theirs.getTimeSigned())));
    }
    return verdict == Rcode.NOERROR
        ? Optional.of(new Reply.Answered(message))
        : unusable(refusals.badSignature());
  }

  /** What decides what we do next, and so must be the server's word. */
  private static boolean isVerdict(int rcode) {
    return rcode == Rcode.YXDOMAIN
        || rcode == Rcode.YXRRSET
        || rcode == Rcode.NXRRSET
        || rcode == Rcode.NXDOMAIN;
  }

  /** By UDP it may be anybody's, and the right answer may still come. */
  private Optional<Reply> unusable(UnicastProblem problem) {
    ifSilent = problem;
    return transport == Transport.TCP ? Optional.of(new Reply.Failed(problem)) : Optional.empty();
  }
}
