import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One interface of a server, seen through a client or a batch. */
public final class Binding {
  private final Caller caller;
  private final String callsign;
  private final int major;

  /**
   * An interface of a server.
   *
   * @param caller what calls are made on
   * @param callsign the callsign of the service
   * @param major the major version of the interface
   */
  public Binding(Caller caller, String callsign, int major) {
    this.caller = caller;
    this.callsign = callsign;
    this.major = major;
  }

  /**
   * The callsign of the service.
   *
   * @return the callsign
   */
  public String callsign() {
    return callsign;
  }

  /**
   * Calls an operation.
   *
   * @param operation which
   * @param place on which of several
   * @param params its params
   * @param options how
   * @param <P> the type of the params
   * @param <R> the type of the result
   * @return its result
   */
  public <P extends @Nullable Object, R extends @Nullable Object> CompletableFuture<R> call(
      Operation<P, R> operation, Supplier<Place> place, P params, CallOptions options) {
    return send(operation, place, () -> operation.params().toJson(params), options);
  }

  /**
   * Calls an operation that takes no params.
   *
   * @param operation which
   * @param place on which of several
   * @param options how
   * @param <R> the type of the result
   * @return its result
   */
  public <R extends @Nullable Object> CompletableFuture<R> call(
      Operation<@Nullable Void, R> operation, Supplier<Place> place, CallOptions options) {
    return send(operation, place, () -> null, options);
  }

  private <R extends @Nullable Object> CompletableFuture<R> send(
      Operation<?, R> operation,
      Supplier<Place> place,
      Supplier<@Nullable JsonNode> params,
      CallOptions options) {
    CompletableFuture<R> result = new CompletableFuture<>();
    try {
      String method = designator(operation.method(), place.get().checked());
      PendingCall call = caller.invoke(method, params.get(), options);
      outcome(call, operation, result, json -> result.complete(decoded(operation.result(), json)));
    } catch (ClientError error) {
      result.completeExceptionally(error);
    }
    return result;
  }

  /**
   * Calls an operation whose end is told later.
   *
   * @param operation which
   * @param end the notification that tells it
   * @param place on which of several
   * @param params makes the params with an id for the end
   * @param options how
   * @param <P> the type of the params
   * @param <R> the type of the result
   * @param <C> the type of what the end says
   * @return its result, and what comes later
   */
  public <P extends @Nullable Object, R extends @Nullable Object, C extends @Nullable Object>
      CompletableFuture<Started<R, C>> start(
          Operation<P, R> operation,
          Notification<C> end,
          Supplier<Place> place,
          Function<String, P> params,
          CallOptions options) {
    CompletableFuture<Started<R, C>> result = new CompletableFuture<>();
    try {
      String method = designator(operation.method(), place.get().checked());
      String id = caller.completionId();
      JsonNode json = operation.params().toJson(params.apply(id));
      Completion completion = new Completion();
      Registration registration =
          caller.start(method, json, id, end.event(), completion, options);
      CompletableFuture<C> completed = completed(registration, completion, end.params());
      outcome(
          registration.call,
          operation,
          result,
          answer ->
              result.complete(new Started<>(decoded(operation.result(), answer), completed)));
      result.exceptionally(
          error -> {
            caller.stop(registration, false);
            return null;
          });
    } catch (ClientError error) {
      result.completeExceptionally(error);
    }
    return result;
  }

  private <C extends @Nullable Object> CompletableFuture<C> completed(
      Registration registration, Completion completion, Codec<C> codec) {
    CompletableFuture<C> completed = new CompletableFuture<>();
    completion.end.whenCompleteAsync(
        (json, error) -> {
          if (error == null) {
            settle(completed, () -> completed.complete(decoded(codec, json)));
          } else {
            completed.completeExceptionally(error);
          }
        },
        caller.callbacks());
    completed.whenComplete((end, error) -> caller.stop(registration, false));
    return completed;
  }

  /**
   * Registers for an event.
   *
   * @param event which
   * @param place of which of several
   * @param options how
   * @param <T> the type of what it carries
   * @return the subscription, once the server has confirmed it
   */
  public <T extends @Nullable Object> CompletableFuture<Subscription<T>> subscribe(
      Notification<T> event, Supplier<Place> place, SubscribeOptions options) {
    CompletableFuture<Subscription<T>> result = new CompletableFuture<>();
    try {
      Buffer buffer = new Buffer(options);
      Target target = target(event, place.get().checked());
      Registration registration = caller.register(target, buffer, options);
      Runnable stop = () -> caller.stop(registration, false);
      Subscription<T> subscription =
          new Subscription<>(buffer, event.params(), caller.callbacks(), stop);
      outcome(registration.call, null, result, json -> result.complete(subscription));
      result.whenComplete(
          (given, error) -> {
            if (error != null) {
              // If the server has confirmed it, nobody has it, and so nobody else can close it.
              registration.call.answer.thenRun(subscription::close);
            }
          });
    } catch (ClientError error) {
      result.completeExceptionally(error);
    }
    return result;
  }

  /** Hands on what becomes of a call, where the program's own code may follow. */
  private <R extends @Nullable Object> void outcome(
      PendingCall call,
      @Nullable Operation<?, ?> operation,
      CompletableFuture<R> result,
      Consumer<JsonNode> take) {
    call.answer.whenCompleteAsync(
        (json, error) -> {
          if (error == null) {
            settle(result, () -> take.accept(json));
          } else if (error instanceof RpcError answered && operation != null) {
            result.completeExceptionally(operation.errors().recognise(answered));
          } else {
            result.completeExceptionally(error);
          }
        },
        caller.callbacks());
    result.whenComplete(
        (value, error) -> {
          if (!call.isDone()) {
            caller.giveUp(call);
          }
        });
  }

  private static void settle(CompletableFuture<?> result, Runnable take) {
    try {
      take.run();
    } catch (RuntimeException error) {
      // Whatever it is, somebody waits.
      result.completeExceptionally(error);
    }
  }

  private static <R extends @Nullable Object> R decoded(Codec<R> codec, JsonNode json) {
    try {
      return codec.decode(json);
    } catch (Misfit misfit) {
      throw new DecodeError(misfit.pointer, misfit.reason);
    }
  }

  private Target target(Notification<?> event, Place place) {
    String prefix = place.prefix(event.event());
    String bare = place.bare(event.event());
    String index = place.index();
    boolean inClientId =
        index != null
            && event.index() == Notification.IndexForm.CLIENT_ID
            && !index.contains(".");
    String behind = index == null || inClientId ? "" : "@" + index;
    return new Target(
        designator(prefix + "register") + behind,
        designator(prefix + "unregister") + behind,
        bare,
        inClientId ? index + "." : "",
        prefix + bare + behind,
        event.snapshot());
  }

  private String designator(String method, Place place) {
    String name = designator(place.prefix(method) + place.bare(method));
    return place.index() == null ? name : name + "@" + place.index();
  }

  private String designator(String method) {
    return callsign + "." + major + "." + method;
  }
}
