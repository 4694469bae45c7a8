import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Somebody who listens to notifications of one name. It belongs to the loop. */
final class Registration {
  /** Where to register and to unregister; null: nobody needs to, for a completion comes by itself. */
  final @Nullable Target target;

  final String clientId;

  /** The method name of the notifications. */
  final String notification;

  final Sink sink;

  /** The call that makes the server announce. */
  final PendingCall call;

  /** It is registered again on every further connection. */
  boolean confirmed;

  /** The server may have it on the present connection. */
  boolean registered;

  private Registration(
      @Nullable Target target,
      String clientId,
      String notification,
      Sink sink,
      PendingCall call) {
    this.target = target;
    this.clientId = clientId;
    this.notification = notification;
    this.sink = sink;
    this.call = call;
  }

  /** For an event. */
  static Registration of(Target target, String clientId, Sink sink) {
    PendingCall call = new PendingCall(target.register(), params(target, clientId));
    return new Registration(target, clientId, clientId + "." + target.notification(), sink, call);
  }

  /** For the end of what a call begins. */
  static Registration completing(String clientId, String event, Sink sink, PendingCall call) {
    return new Registration(null, clientId, clientId + "." + event, sink, call);
  }

  static JsonNode params(Target target, String clientId) {
    ObjectNode params = Json.NODES.objectNode();
    return params.put("event", target.event()).put("id", clientId);
  }
}
