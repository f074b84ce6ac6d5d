package dev.lanward.mdns;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;

/**
 * How large a packet will be, with names compressed as the DNS library does it (RFC 1035 section
 * 4.1.4): the end of a name that stood in the packet before takes two bytes.
 */
final class PacketSize {
  /** Type, class, time to live and length (RFC 1035 section 4.1.3). */
  private static final int RECORD_BYTES = 10;

  /** Type and class. */
  private static final int QUESTION_BYTES = 4;

  private static final int POINTER_BYTES = 2;

  private final int limit;
  private final Set<Name> written = new HashSet<>();
  private int bytes = MdnsProtocol.HEADER_BYTES;

  PacketSize(int limit) {
    this.limit = limit;
  }

  /** Adds {@code question} if it fits; returns whether it does. */
  boolean add(Question question) {
    List<Name> names = new ArrayList<>();
    return keep(nameBytes(question.name(), names) + QUESTION_BYTES, names);
  }

  /** Adds all of {@code records} if they fit; returns whether they do. */
  boolean add(List<Rr> records) {
    List<Name> names = new ArrayList<>();
    int size = records.stream().mapToInt(each -> recordBytes(each.record(), names)).sum();
    return keep(size, names);
  }

  int bytes() {
    return bytes;
  }

  private boolean keep(int size, List<Name> names) {
    if (bytes + size > limit) {
      names.forEach(written::remove);
      return false;
    }
    bytes += size;
    return true;
  }

  private int recordBytes(Record record, List<Name> names) {
    int owner = nameBytes(record.getName(), names);
    int data =
        record instanceof PTRRecord ptr
            ? nameBytes(ptr.getTarget(), names)
            : record.rdataToWireCanonical().length;
    return owner + RECORD_BYTES + data;
  }

  private int nameBytes(Name name, List<Name> names) {
    int size = 0;
    for (int i = 0; i < name.labels() - 1; i++) {
      Name rest = i == 0 ? name : new Name(name, i);
      if (!written.add(rest)) {
        return size + POINTER_BYTES;
      }
      names.add(rest);
      size += name.getLabel(i).length;
    }
    return size + 1;
  }
}
