package dev.lanward.mdns;

import java.util.List;
import java.util.function.Predicate;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * All that we say about one name on one link. Nothing in it is particular to host names: a service
 * instance (SRV, TXT: unique) and a service type (PTR: shared) fit as well.
 *
 * @param name the name
 * @param unique whether nobody else may have records of this name, so that what is missing can be
 *     denied (RFC 6762 section 6.1)
 * @param records the records, of any types
 */
record RecordSet(Name name, boolean unique, List<Rr> records) {

  RecordSet {
    records = List.copyOf(records);
  }

  /** What answers {@code question}: records, or the denial that there are any of that type. */
  List<Rr> answers(Question question) {
    List<Rr> found =
        records.stream().filter(each -> question.asksFor(each.record().getType())).toList();
    boolean deny = found.isEmpty() && unique && question.isInternet();
    return deny ? List.of(denial()) : found;
  }

  /** What an asker is likely to ask next: the other addresses, or that there are none. */
  List<Rr> additionals(Question question) {
    if (question.type() != Type.A && question.type() != Type.AAAA) {
      return List.of();
    }
    int other = question.type() == Type.A ? Type.AAAA : Type.A;
    List<Rr> others = answers(Question.of(name, other));
    return answers(question).equals(others) ? List.of() : others;
  }

  /**
   * Those of {@code records} that are {@code wanted}; of unique ones of a name and type all, if one
   * of them is, because "the host MUST send the entire RRSet": the cache-flush bit of a part would
   * take the rest out of caches (RFC 6762 section 10.2).
   */
  static List<Rr> wholeSets(List<Rr> records, Predicate<Rr> wanted) {
    return records.stream()
        .filter(
            each ->
                wanted.test(each)
                    || (each.cacheFlush()
                        && records.stream()
                            .anyMatch(
                                other ->
                                    other.record().sameRRset(each.record()) && wanted.test(other))))
        .toList();
  }

  /** Says which types exist, and so that no others do (RFC 6762 section 6.1). */
  private Rr denial() {
    int[] types =
        records.stream().mapToInt(each -> each.record().getType()).distinct().sorted().toArray();
    return Rr.unique(new NSECRecord(name, DClass.IN, MdnsProtocol.HOST_TTL_SECONDS, name, types));
  }
}
