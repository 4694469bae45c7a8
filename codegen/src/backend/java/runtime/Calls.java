import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All calls of a client that wait. It belongs to the loop. */
final class Calls {
  private final Map<Long, PendingCall> pending = new LinkedHashMap<>();
  private final Loop loop;
  private final int limit;
  private final Duration deadline;
  private Supplier<String> waitsFor = () -> "";
  private long lastId;
  private boolean closed;

  Calls(Loop loop, Options options) {
    this.loop = loop;
    this.limit = options.queue;
    this.deadline = options.deadline;
  }

  /** Tells what a call waits for that has not been sent. */
  void explain(Supplier<String> reason) {
    this.waitsFor = reason;
  }

  /** Lets calls wait, together or none of them. */
  void open(List<PendingCall> calls, CallOptions options) {
    if (closed) {
      throw new ClientClosed();
    }
    if (pending.size() + calls.size() > limit) {
      throw new QueueFull(limit);
    }
    Duration given = options.deadline();
    Duration time = given == null ? deadline : Options.time("deadline", given);
    for (PendingCall call : calls) {
      wait(call, time);
    }
  }

  /** Makes a call of the runtime's own, for which there is always room. */
  PendingCall internal(String method, JsonNode params) {
    PendingCall call = new PendingCall(method, params);
    wait(call, deadline);
    return call;
  }

  private void wait(PendingCall call, Duration time) {
    long id = ++lastId;
    Runnable expire =
        () -> {
          String reason = call.sent ? "the server has not answered" : waitsFor.get();
          call.fail(new DeadlineExceeded(time, reason));
        };
    pending.put(id, call);
    call.open(id, loop.after(time, expire), settled -> pending.remove(settled.id));
  }

  /** Whether any call waits. */
  boolean isWaiting() {
    return !pending.isEmpty();
  }

  /** Gives an answer to its call. What nobody waits for is ignored. */
  void take(JsonNode message) {
    JsonNode id = message.path("id");
    PendingCall call =
        id.isIntegralNumber() && id.canConvertToLong() ? pending.get(id.longValue()) : null;
    if (call != null && call.sent) {
      call.take(message);
    }
  }

  /** Gives an error that names no call to those of the only message that is unanswered. */
  void takeAnonymous(JsonNode message) {
    List<PendingCall> sent = sent();
    Set<@Nullable Parcel> parcels = new HashSet<>();
    for (PendingCall call : sent) {
      parcels.add(call.parcel);
    }
    if (parcels.size() == 1) {
      sent.forEach(call -> call.take(message));
    }
  }

  /** Ends the calls that were sent. */
  void failSent(Supplier<? extends ClientError> reason) {
    sent().forEach(call -> call.fail(reason.get()));
  }

  /** Ends all calls, and all that come. */
  void close(Supplier<? extends ClientError> reason) {
    closed = true;
    List.copyOf(pending.values()).forEach(call -> call.fail(reason.get()));
  }

  private List<PendingCall> sent() {
    List<PendingCall> sent = new ArrayList<>(pending.values());
    sent.removeIf(call -> !call.sent);
    return sent;
  }
}
