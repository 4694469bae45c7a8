import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The way over a WebSocket: one connection that is made anew whenever it is lost. */
final class SocketChannel implements Channel, Connection.Events {
  /** Statuses below 500 after which another attempt may still succeed. */
  private static final Set<Integer> TRANSIENT = Set.of(408, 425, 429);

  private final URI url;
  private final Options options;
  private final Loop loop;
  private final Network network;
  private final Calls calls;
  private final Consumer<State> onState;
  private final Listeners listeners = new Listeners();
  private final Outbox outbox;
  private volatile State state = State.IDLE;
  private @Nullable Connection connection;
  private @Nullable Heartbeat heartbeat;
  private long openedAt;
  private int failures;
  private String reason = "it has not been tried yet";
  private @Nullable ConnectFailed fatal;
  private boolean isReleased;
  private @Nullable Future<?> timer;
  private final List<CompletableFuture<@Nullable Void>> connecting = new ArrayList<>();
  private final List<CompletableFuture<@Nullable Void>> closing = new ArrayList<>();

  SocketChannel(
      URI url,
      Options options,
      Loop loop,
      Network network,
      Calls calls,
      Consumer<State> onState) {
    this.url = url;
    this.options = options;
    this.loop = loop;
    this.network = network;
    this.calls = calls;
    this.onState = onState;
    this.outbox = new Outbox(loop, this::drop);
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public void checkEvents() {
    // There are.
  }

  @Override
  public String waitsFor() {
    return state == State.OPEN
        ? "earlier calls are still to be sent"
        : "there is no connection (" + reason + ")";
  }

  @Override
  public void connect(CompletableFuture<@Nullable Void> connected) {
    if (state == State.OPEN) {
      finish(connected, null);
    } else if (state == State.CLOSED) {
      finish(connected, end());
    } else {
      connecting.add(connected);
      begin();
    }
  }

  @Override
  public void send(Parcel parcel) {
    outbox.add(parcel);
    if (state == State.IDLE) {
      begin();
    }
  }

  @Override
  public void listen(Registration registration) {
    listeners.add(registration);
  }

  @Override
  public void confirm(Registration registration) {
    if (listeners.has(registration)) {
      registration.confirmed = true;
      registration.registered = true;
    } else {
      // It has ended meanwhile: its buffer was full, or it was closed.
      unregister(registration);
    }
  }

  @Override
  public void unlisten(Registration registration, boolean mayBeRegistered) {
    if (listeners.remove(registration) && (mayBeRegistered || registration.registered)) {
      unregister(registration);
    }
  }

  private void unregister(Registration registration) {
    Target target = registration.target;
    if (target != null && state == State.OPEN) {
      JsonNode params = Registration.params(target, registration.clientId);
      outbox.urgent(PendingCall.request(target.unregister(), params));
    }
  }

  /** Starts an attempt, unless one is on its way. */
  private void begin() {
    if (state != State.IDLE && state != State.WAITING) {
      return;
    }
    stopTimer();
    enter(State.CONNECTING);
    Connection attempt = new Connection(loop, network.threads(), this);
    connection = attempt;
    timer =
        loop.after(
            Options.ATTEMPT,
            () -> drop("no connection within " + Options.ATTEMPT.toMillis() + " ms"));
    options
        .tokenNow(network.callbacks())
        .whenComplete((token, error) -> loop.post(() -> open(attempt, token, error)));
  }

  private void open(Connection attempt, @Nullable String token, @Nullable Throwable error) {
    if (connection != attempt) {
      return;
    }
    if (error != null) {
      lost(attempt, "there is no token: " + Reason.of(error), null);
    } else {
      attempt.open(network.http(), token == null ? url : withToken(token));
    }
  }

  /** The URL with a token, which nobody should show. */
  private URI withToken(String token) {
    String start = url + (url.getRawQuery() == null ? "?" : "&");
    String encoded = URLEncoder.encode(token, StandardCharsets.UTF_8).replace("+", "%20");
    return URI.create(start + "token=" + encoded);
  }

  @Override
  public void opened(Connection opened) {
    if (connection != opened) {
      opened.drop();
      return;
    }
    stopTimer();
    openedAt = System.nanoTime();
    outbox.start(opened);
    enter(State.OPEN);
    heartbeat =
        new Heartbeat(
            loop, options.heartbeat, opened, () -> drop("the server has gone silent"));
    connecting.forEach(connected -> finish(connected, null));
    connecting.clear();
    List<CompletableFuture<?>> renewals = new ArrayList<>();
    for (Registration registration : listeners.confirmed()) {
      Target target = registration.target;
      if (target != null) {
        renewals.add(renew(registration, target, opened));
      }
    }
    CompletableFuture.allOf(renewals.toArray(new CompletableFuture<?>[0]))
        .whenComplete((done, error) -> renewed(opened, error));
  }

  /** Registers a subscription on a new connection. */
  private CompletableFuture<?> renew(Registration registration, Target target, Connection on) {
    registration.sink.reconnected(target.snapshot());
    registration.registered = true;
    JsonNode params = Registration.params(target, registration.clientId);
    PendingCall call = calls.internal(target.register(), params);
    outbox.urgent(new Parcel(List.of(call), false));
    return call.answer.exceptionally(
        error -> {
          if (!(Reason.unwrapped(error) instanceof RpcError refused)) {
            // An answer that cannot be read or does not come: the connection is of no use.
            throw new IllegalStateException(error);
          }
          if (connection == on && listeners.remove(registration)) {
            registration.sink.end(refused);
          }
          return Json.NODES.nullNode();
        });
  }

  private void renewed(Connection on, @Nullable Throwable error) {
    if (connection != on || state != State.OPEN) {
      return;
    }
    if (error == null) {
      outbox.flow();
    } else {
      drop("the server does not answer");
    }
  }

  @Override
  public void message(Connection from, JsonNode message) {
    if (connection != from || state != State.OPEN) {
      return;
    }
    if (heartbeat != null) {
      heartbeat.message();
    }
    if (message.isArray()) {
      message.forEach(this::handle);
    } else {
      handle(message);
    }
  }

  private void handle(JsonNode message) {
    if (!message.isObject()) {
      return;
    }
    JsonNode method = message.path("method");
    if (message.hasNonNull("id")) {
      // A call by the server is nothing that we answer.
      if (method.isMissingNode() || message.has("result") || message.has("error")) {
        calls.take(message);
      }
    } else if (method.isTextual()) {
      Registration full = listeners.event(method.textValue(), message.get("params"));
      if (full != null) {
        unlisten(full, false);
      }
    } else if (message.path("error").isObject()) {
      calls.takeAnonymous(message);
    }
  }

  /** Ends the present connection, which is then lost. */
  private void drop(String why) {
    Connection dropped = connection;
    if (dropped != null) {
      dropped.drop();
      lost(dropped, why, null);
    }
  }

  @Override
  public void lost(Connection gone, String why, @Nullable Integer status) {
    if (connection != gone) {
      return;
    }
    connection = null;
    outbox.stop();
    stopTimer();
    if (heartbeat != null) {
      heartbeat.stop();
      heartbeat = null;
    }
    if (state == State.CLOSED) {
      release();
      return;
    }
    boolean wasOpen = state == State.OPEN;
    reason = why;
    listeners.lost(why);
    calls.failSent(() -> new ConnectionLost(why));
    if (status != null && status >= 400 && status < 500 && !TRANSIENT.contains(status)) {
      fatal = new ConnectFailed(why, status);
      shut();
      release();
      return;
    }
    connecting.forEach(connected -> finish(connected, new ConnectFailed(why, status)));
    connecting.clear();
    if (!wasOpen && failures == 0 && !calls.isWaiting() && listeners.isEmpty()) {
      enter(State.IDLE);
      return;
    }
    if (wasOpen && System.nanoTime() - openedAt >= Options.STABLE.toNanos()) {
      failures = 0;
    }
    timer = loop.after(delay(), this::begin);
    failures++;
    enter(State.WAITING);
  }

  private Duration delay() {
    double most = options.mostDelay.toNanos();
    double next = Math.min(options.firstDelay.toNanos() * Math.pow(2, failures), most);
    double factor = 0.5 + ThreadLocalRandom.current().nextDouble() / 2;
    return Duration.ofNanos((long) (next * factor));
  }

  @Override
  public void close(CompletableFuture<@Nullable Void> closed) {
    if (isReleased) {
      closed.complete(null);
      return;
    }
    closing.add(closed);
    if (state == State.CLOSED) {
      return;
    }
    shut();
    Connection open = connection;
    if (open != null && open.isOpen()) {
      timer = loop.after(Options.CLOSING, () -> drop("the server does not close"));
      open.close();
    } else {
      drop("the client is closed");
      release();
    }
  }

  /** Ends everything but the connection. */
  private void shut() {
    stopTimer();
    if (heartbeat != null) {
      heartbeat.stop();
      heartbeat = null;
    }
    enter(State.CLOSED);
    outbox.clear();
    calls.close(this::end);
    listeners.end(fatal);
    connecting.forEach(connected -> finish(connected, end()));
    connecting.clear();
  }

  /** Nothing of the client is left. */
  private void release() {
    isReleased = true;
    loop.end();
    network.end();
    // Here, since whoever closes may hold the only thread of the program's executor.
    closing.forEach(closed -> closed.complete(null));
    closing.clear();
  }

  /** Why nothing can be done any more. */
  private ClientError end() {
    return fatal == null ? new ClientClosed() : fatal;
  }

  private void enter(State entered) {
    if (state != entered) {
      state = entered;
      onState.accept(entered);
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  /** Tells the program, on a thread of its own. */
  private void finish(CompletableFuture<@Nullable Void> future, @Nullable ClientError error) {
    network
        .callbacks()
        .execute(
            () -> {
              if (error == null) {
                future.complete(null);
              } else {
                future.completeExceptionally(error);
              }
            });
  }
}
