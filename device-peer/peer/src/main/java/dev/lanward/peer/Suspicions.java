package dev.lanward.peer;

import dev.lanward.mdns.ServiceInstance;
import dev.lanward.mdns.ServiceType;
import dev.lanward.pairing.Pairing;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Tells adverts that may deceive a person from those that do not seem to. */
final class Suspicions {
  private Suspicions() {}

  /**
   * What is suspicious about the name in an advert.
   *
   * @param instance what the advert is called
   * @param meant the pairing that it says it belongs to
   * @param all the pairings of this side
   */
  static Optional<Suspicion> ofName(
      ServiceInstance instance, Optional<Pairing> meant, List<Pairing> all) {
    if (instance.isRandom() || meant.filter(own -> bears(instance.name(), own)).isPresent()) {
      return Optional.empty();
    }
    String skeleton = NameSkeleton.of(instance.name());
    List<Pairing> others = all.stream().filter(each -> !isSame(each, meant)).toList();
    return first(Suspicion.Reason.PAIRED_NAME, others, other -> isNameOf(instance.name(), other))
        .or(
            () ->
                first(
                    Suspicion.Reason.LOOKALIKE_NAME,
                    others,
                    other -> names(other).anyMatch(name -> NameSkeleton.of(name).equals(skeleton))))
        .or(
            () ->
                meant
                    .filter(own -> own.kind() == Pairing.Kind.DEVICE)
                    .map(own -> new Suspicion(Suspicion.Reason.NEW_NAME, own.name())));
  }

  private static Optional<Suspicion> first(
      Suspicion.Reason reason, List<Pairing> others, Predicate<Pairing> applies) {
    return others.stream()
        .filter(applies)
        .findFirst()
        .map(other -> new Suspicion(reason, other.name()));
  }

  /** Whether {@code name} is that of {@code pairing}, or what multicast DNS makes of it. */
  private static boolean bears(String name, Pairing pairing) {
    return isNameOf(name, pairing) || isNameOf(NameSkeleton.withoutNumber(name), pairing);
  }

  private static boolean isNameOf(String name, Pairing pairing) {
    return names(pairing)
        .anyMatch(
            known ->
                name.equalsIgnoreCase(known)
                    || name.equalsIgnoreCase(
                        ServiceInstance.fitting(known, ServiceType.LANWARD).name()));
  }

  /** What the peer calls itself, and what it is called here: either may deceive. */
  private static Stream<String> names(Pairing pairing) {
    return Stream.of(pairing.ownName(), pairing.name()).distinct();
  }

  private static boolean isSame(Pairing each, Optional<Pairing> meant) {
    return meant.filter(own -> own.id().equals(each.id())).isPresent();
  }
}
