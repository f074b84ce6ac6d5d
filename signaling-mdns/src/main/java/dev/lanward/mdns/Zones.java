package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.xbill.DNS.Name;

/** Several zones as one. */
record Zones(List<Zone> all) implements Zone {

  Zones {
    all = List.copyOf(all);
  }

  @Override
  public Optional<RecordSet> find(Tick now, Name name, Link link, InetAddress asker) {
    return all.stream().flatMap(each -> each.find(now, name, link, asker).stream()).findFirst();
  }

  @Override
  public List<Rr> related(Rr answer, Link link) {
    return joined(each -> each.related(answer, link));
  }

  @Override
  public Set<Name> announced(Tick now) {
    Set<Name> names = new LinkedHashSet<>();
    all.forEach(each -> names.addAll(each.announced(now)));
    return names;
  }

  @Override
  public boolean isAnnounced(Tick now, Name subject) {
    return all.stream().anyMatch(each -> each.isAnnounced(now, subject));
  }

  @Override
  public Set<Name> repeated(Tick now) {
    Set<Name> names = new LinkedHashSet<>();
    all.forEach(each -> names.addAll(each.repeated(now)));
    return names;
  }

  @Override
  public List<Rr> announcement(Name subject, Link link) {
    return joined(each -> each.announcement(subject, link));
  }

  @Override
  public List<Rr> claims(Name subject, Link link) {
    return joined(each -> each.claims(subject, link));
  }

  private List<Rr> joined(Function<Zone, List<Rr>> part) {
    return all.stream().flatMap(each -> part.apply(each).stream()).distinct().toList();
  }
}
