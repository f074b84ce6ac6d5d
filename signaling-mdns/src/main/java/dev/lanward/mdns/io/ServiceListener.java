package dev.lanward.mdns.io;

import dev.lanward.mdns.FoundService;
import dev.lanward.mdns.ServiceInstance;

/** Is told of services that come, change and go. Called on the thread of {@link MulticastDns}. */
public interface ServiceListener {

  /** A service is there, or something about it changed; {@code service} is all that is known. */
  void found(FoundService service);

  /** A service that was found is gone. */
  void lost(ServiceInstance instance);
}
