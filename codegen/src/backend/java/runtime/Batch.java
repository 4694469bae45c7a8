import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Calls that travel together. A generated client that is made on it collects calls, which go out with
 * {@link #send}; each has an outcome of its own.
 */
public final class Batch extends Caller {
  private final Client client;
  private final List<PendingCall> calls = new ArrayList<>();
  private boolean sent;

  Batch(Client client) {
    this.client = client;
  }

  /**
   * Sends the calls, with the deadline that the client's options say for all of them.
   *
   * @return completes when each of them has its outcome; fails only if none was sent
   */
  public CompletableFuture<@Nullable Void> send() {
    return send(CallOptions.DEFAULT);
  }

  /**
   * Sends the calls.
   *
   * @param options how long all of them may take
   * @return completes when each of them has its outcome; fails only if none was sent
   */
  public CompletableFuture<@Nullable Void> send(CallOptions options) {
    List<PendingCall> waiting;
    synchronized (calls) {
      if (sent) {
        return CompletableFuture.failedFuture(alreadySent());
      }
      sent = true;
      waiting = calls.stream().filter(call -> !call.isDone()).toList();
    }
    CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    if (waiting.isEmpty()) {
      done.complete(null);
      return done;
    }
    client.send(waiting, options);
    CompletableFuture<?>[] answers =
        waiting.stream().map(call -> call.answer).toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(answers)
        .whenCompleteAsync(
            (all, error) -> {
              // Refused together, they have no numbers.
              boolean refused = waiting.stream().allMatch(call -> call.id == 0);
              if (refused && error != null) {
                done.completeExceptionally(Reason.unwrapped(error));
              } else {
                done.complete(null);
              }
            },
            callbacks());
    return done;
  }

  private static NotSupported alreadySent() {
    return new NotSupported("the batch has been sent already");
  }

  @Override
  PendingCall invoke(String method, @Nullable JsonNode params, CallOptions options) {
    PendingCall call = new PendingCall(method, params);
    synchronized (calls) {
      if (sent) {
        throw alreadySent();
      }
      calls.add(call);
    }
    return call;
  }

  @Override
  Registration register(Target target, Sink sink, SubscribeOptions options) {
    throw new NotSupported("a batch holds calls, no registrations");
  }

  @Override
  Registration start(
      String method, JsonNode params, String id, String event, Sink sink, CallOptions options) {
    throw new NotSupported("a batch holds calls that end with their answers");
  }

  @Override
  void stop(Registration registration, boolean mayBeRegistered) {
    client.stop(registration, mayBeRegistered);
  }

  @Override
  String completionId() {
    return client.completionId();
  }

  @Override
  void giveUp(PendingCall call) {
    client.giveUp(call);
  }

  @Override
  Executor callbacks() {
    return client.callbacks();
  }
}
