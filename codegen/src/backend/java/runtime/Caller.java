import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What calls can be made on: a client, or a batch. */
public abstract sealed class Caller permits Client, Batch {
  Caller() {}

  /** Calls a method. */
  abstract PendingCall invoke(String method, @Nullable JsonNode params, CallOptions options);

  /** Registers for an event. */
  abstract Registration register(Target target, Sink sink, SubscribeOptions options);

  /** Stops listening. */
  abstract void stop(Registration registration, boolean mayBeRegistered);

  /** An id for a completion. */
  abstract String completionId();

  /** Calls a method and listens for its end. */
  abstract Registration start(
      String method, JsonNode params, String id, String event, Sink sink, CallOptions options);

  /** Waits for a call no longer. */
  abstract void giveUp(PendingCall call);

  /** Where the program's own code runs. */
  abstract Executor callbacks();
}
