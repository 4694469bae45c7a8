import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The way over HTTP: each parcel is a request of its own. */
final class HttpChannel implements Channel {
  private final URI url;
  private final Options options;
  private final Loop loop;
  private final Network network;
  private final Calls calls;
  private final Consumer<State> onState;
  private volatile State state = State.IDLE;

  HttpChannel(
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
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public void checkEvents() {
    throw new NotSupported("events need a WebSocket: this client talks over HTTP");
  }

  @Override
  public String waitsFor() {
    return "the token has not come";
  }

  @Override
  public void connect(CompletableFuture<@Nullable Void> connected) {
    // There is no connection that could be there or not.
    network.callbacks().execute(() -> connected.complete(null));
  }

  @Override
  public void listen(Registration registration) {
    checkEvents();
  }

  @Override
  public void confirm(Registration registration) {
    checkEvents();
  }

  @Override
  public void unlisten(Registration registration, boolean mayBeRegistered) {
    // Nothing was ever listened to.
  }

  @Override
  public void send(Parcel parcel) {
    options
        .tokenNow(network.callbacks())
        .whenComplete((token, error) -> loop.post(() -> post(parcel, token, error)));
  }

  private void post(Parcel parcel, @Nullable String token, @Nullable Throwable error) {
    if (parcel.isDone()) {
      return;
    }
    if (error != null) {
      parcel.fail(() -> new ConnectFailed("there is no token: " + Reason.of(error), null));
      return;
    }
    HttpRequest request;
    try {
      HttpRequest.Builder builder = HttpRequest.newBuilder(url);
      builder.header("Content-Type", "application/json");
      if (token != null) {
        builder.header("Authorization", "Bearer " + token);
      }
      request = builder.POST(BodyPublishers.ofString(parcel.send())).build();
    } catch (IllegalArgumentException refused) {
      // Its text may hold the token.
      parcel.fail(() -> new ConnectFailed("the token cannot travel in a header", null));
      return;
    }
    CompletableFuture<HttpResponse<String>> exchange =
        network.http().sendAsync(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
    giveUpWith(parcel, exchange);
    exchange.whenComplete((response, failure) -> loop.post(() -> take(parcel, response, failure)));
  }

  /** When nobody waits any more, the request is given up. */
  private static void giveUpWith(Parcel parcel, CompletableFuture<?> exchange) {
    CompletableFuture<?>[] answers =
        parcel.calls.stream().map(call -> call.answer).toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(answers).whenComplete((done, error) -> exchange.cancel(true));
  }

  private static void take(
      Parcel parcel, @Nullable HttpResponse<String> response, @Nullable Throwable failure) {
    if (response == null) {
      String reason = failure == null ? "nothing has come" : Reason.of(failure);
      parcel.fail(() -> new ConnectFailed(reason, null));
      return;
    }
    List<JsonNode> answers = read(response.body());
    int status = response.statusCode();
    if (answers.isEmpty() && status != 200) {
      parcel.fail(
          () -> new ConnectFailed("the server answered with the HTTP status " + status, status));
      return;
    }
    for (JsonNode answer : answers) {
      for (PendingCall call : parcel.calls) {
        JsonNode id = answer.path("id");
        boolean isAbsent = id.isMissingNode() || id.isNull();
        boolean same = id.isIntegralNumber() && id.canConvertToLong() && id.longValue() == call.id;
        if (same || isAbsent) {
          call.take(answer);
        }
      }
    }
    parcel.fail(() -> new DecodeError("", "the server did not answer with JSON-RPC"));
  }

  /** The answers in a body. */
  private static List<JsonNode> read(String body) {
    List<JsonNode> answers = new ArrayList<>();
    JsonNode json = Json.parse(body);
    if (json != null) {
      (json.isArray() ? json : Json.NODES.arrayNode().add(json)).forEach(answers::add);
    }
    answers.removeIf(one -> !(one.isObject() && (one.has("result") || one.has("error"))));
    return answers;
  }

  @Override
  public void close(CompletableFuture<@Nullable Void> closed) {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      onState.accept(State.CLOSED);
      calls.close(ClientClosed::new);
    }
    loop.end();
    network.end();
    closed.complete(null);
  }
}
