package dev.lanward.mdns.unicast;

import dev.lanward.mdns.Browse;
import dev.lanward.mdns.FoundService;
import dev.lanward.mdns.ServiceInstance;
import java.time.Duration;
import java.util.Optional;

/** What the core has to tell. */
public sealed interface UnicastEvent {

  /**
   * A service of ours is in the zone. Told once, and again after trouble or under another name.
   *
   * @param wanted the instance as it was given
   * @param actual the instance as others see it
   * @param lease how long the server keeps it without hearing of it again (RFC 9664); empty where
   *     it keeps it until told otherwise
   */
  record ServicePublished(ServiceInstance wanted, ServiceInstance actual, Optional<Duration> lease)
      implements UnicastEvent {}

  /**
   * A service of ours could not be put into the zone; it is tried again. Told once for each kind of
   * problem, until it is solved.
   *
   * @param wanted the instance as it was given
   * @param retryIn when it is tried again
   */
  record PublishFailed(ServiceInstance wanted, UnicastProblem problem, Duration retryIn)
      implements UnicastEvent {}

  /**
   * A service of ours is taken back.
   *
   * @param wanted the instance as it was given
   * @param problem why it is still in the zone, if it is
   */
  record ServiceWithdrawn(ServiceInstance wanted, Optional<UnicastProblem> problem)
      implements UnicastEvent {}

  /** A service that is looked for is there, or something about it changed. */
  record ServiceFound(Browse browse, FoundService service) implements UnicastEvent {}

  /** A service that was found is in the zone no more. */
  record ServiceLost(Browse browse, ServiceInstance instance) implements UnicastEvent {}

  /**
   * Everything that the zone holds now has been told.
   *
   * @param services how many there are
   */
  record BrowseComplete(Browse browse, int services) implements UnicastEvent {}

  /**
   * The server could not be asked; it is asked again, and what was found stays. Told once for each
   * kind of problem, until it is solved.
   *
   * @param retryIn when it is asked again
   */
  record BrowseFailed(Browse browse, UnicastProblem problem, Duration retryIn)
      implements UnicastEvent {}
}
