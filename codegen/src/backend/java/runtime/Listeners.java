import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who listens to notifications, in the order in which they have begun to. It belongs to the loop. */
final class Listeners {
  private final Map<String, Registration> all = new LinkedHashMap<>();

  void add(Registration registration) {
    all.put(registration.notification, registration);
  }

  boolean has(Registration registration) {
    return all.get(registration.notification) == registration;
  }

  /** Takes one out; false: it was not there. */
  boolean remove(Registration registration) {
    return all.remove(registration.notification, registration);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Hands an event on; gives the listener that wants no more. */
  @Nullable Registration event(String method, @Nullable JsonNode params) {
    Registration registration = all.get(method);
    JsonNode given = params == null ? Json.NODES.nullNode() : params;
    return registration == null || registration.sink.event(given) ? null : registration;
  }

  /** Those that the server must be told of on a new connection. */
  List<Registration> confirmed() {
    return all.values().stream().filter(registration -> registration.confirmed).toList();
  }

  /** The connection is gone, and with it what only it would have brought. */
  void lost(String reason) {
    for (Registration registration : List.copyOf(all.values())) {
      registration.registered = false;
      if (registration.target == null && registration.call.sent) {
        remove(registration);
        registration.sink.end(new ConnectionLost(reason));
      }
    }
  }

  /** Nothing comes any more. */
  void end(@Nullable ClientError error) {
    List<Registration> ended = List.copyOf(all.values());
    all.clear();
    ended.forEach(registration -> registration.sink.end(error));
  }
}
