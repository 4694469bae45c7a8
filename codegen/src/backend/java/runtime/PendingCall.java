import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call that waits: for a connection, for room, for its answer. All but its answer belongs to the loop.
 */
final class PendingCall {
  /** What comes of it. */
  final CompletableFuture<JsonNode> answer = new CompletableFuture<>();

  private final String method;
  private final @Nullable JsonNode params;

  /** Its number; 0: it has none yet. */
  long id;

  /** Whether it has been given to the transport. Until then no answer can be meant for it. */
  boolean sent;

  /** What it travels in. */
  @Nullable Parcel parcel;

  private @Nullable Future<?> timer;
  private @Nullable Consumer<PendingCall> settled;

  PendingCall(String method, @Nullable JsonNode params) {
    this.method = method;
    this.params = params;
  }

  /** Starts to wait; {@code settled} is told when it has its outcome. */
  void open(long number, Future<?> clock, Consumer<PendingCall> listener) {
    this.id = number;
    this.timer = clock;
    this.settled = listener;
  }

  boolean isDone() {
    return answer.isDone();
  }

  /** The request as it travels. */
  ObjectNode request() {
    ObjectNode request = request(method, params);
    request.put("id", id);
    return request;
  }

  /** A request that nobody answers. */
  static ObjectNode request(String method, @Nullable JsonNode params) {
    ObjectNode request = Json.NODES.objectNode();
    request.put("jsonrpc", "2.0").put("method", method);
    if (params != null) {
      request.set("params", params);
    }
    return request;
  }

  /** Gives it its answer. */
  void take(JsonNode message) {
    JsonNode result = message.get("result");
    JsonNode error = message.get("error");
    boolean hasError = error != null && !error.isNull();
    if (hasError && result != null && !result.isNull()) {
      fail(new DecodeError("", "the answer has both a result and an error"));
    } else if (error != null && hasError) {
      fail(read(error));
    } else if (result == null) {
      fail(new DecodeError("", "the answer has neither a result nor an error"));
    } else if (answer.complete(result)) {
      end();
    }
  }

  private static ClientError read(JsonNode error) {
    JsonNode code = error.path("code");
    JsonNode message = error.path("message");
    if (!code.isIntegralNumber() || !code.canConvertToLong() || !message.isTextual()) {
      return new DecodeError("/error", "the error has no code and message");
    }
    return new RpcError(code.longValue(), message.textValue(), error.get("data"));
  }

  /** Ends it with an error. */
  void fail(Throwable reason) {
    if (answer.completeExceptionally(reason)) {
      end();
    }
  }

  /** Nobody waits for it any more. */
  void giveUp() {
    if (answer.cancel(false)) {
      end();
    }
  }

  private void end() {
    if (timer != null) {
      timer.cancel(false);
    }
    if (settled != null) {
      settled.accept(this);
    }
  }
}
