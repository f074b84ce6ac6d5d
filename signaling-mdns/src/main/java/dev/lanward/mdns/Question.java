package dev.lanward.mdns;

import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * A question of a query.
 *
 * @param name the name asked about
 * @param type the record type, or {@link Type#ANY}
 * @param dclass the class without the unicast-response bit
 * @param unicastResponse whether the asker would like the answer for itself (RFC 6762 section 5.4)
 */
record Question(Name name, int type, int dclass, boolean unicastResponse) {

  static Question of(Name name, int type) {
    return new Question(name, type, DClass.IN, false);
  }

  boolean asksFor(int recordType) {
    return isInternet() && (type == recordType || type == Type.ANY);
  }

  boolean isInternet() {
    return dclass == DClass.IN || dclass == DClass.ANY;
  }
}
