package dev.lanward.kurentodouble;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Who is connected, in which session, and which events they hear of. The desk's thread. */
final class Audience {
  private record Subscription(String id, String session, String object, String event) {}

  private final Map<Client, String> clients = new HashMap<>();
  private final List<Subscription> subscriptions = new ArrayList<>();

  void enter(Client client, String session) {
    clients.put(client, session);
  }

  void leave(Client client) {
    clients.remove(client);
  }

  Optional<String> sessionOf(Client client) {
    return Optional.ofNullable(clients.get(client));
  }

  /** Those with somebody connected. */
  Collection<String> sessions() {
    return clients.values();
  }

  void closeAll() {
    List.copyOf(clients.keySet()).forEach(Client::close);
    clients.clear();
  }

  /** What the client ends it by. */
  String subscribe(String session, String object, String event) {
    Subscription made = new Subscription(UUID.randomUUID().toString(), session, object, event);
    subscriptions.add(made);
    return made.id;
  }

  void unsubscribe(String object, String id) {
    subscriptions.removeIf(each -> each.id.equals(id) && each.object.equals(object));
  }

  void forgetSession(String session) {
    subscriptions.removeIf(each -> each.session.equals(session));
  }

  void forgetObject(String object) {
    subscriptions.removeIf(each -> each.object.equals(object));
  }

  void forgetSubscriptions() {
    subscriptions.clear();
  }

  /** Once for each subscription, to whoever is connected in its session. */
  void tell(String object, String event, ObjectNode data) {
    String text = Rpc.event(object, event, data);
    for (Subscription each : subscriptions) {
      if (each.object.equals(object) && each.event.equals(event)) {
        clients.forEach((client, session) -> sendIn(each.session, client, session, text));
      }
    }
  }

  private static void sendIn(String wanted, Client client, String session, String text) {
    if (session.equals(wanted)) {
      client.send(text);
    }
  }
}
