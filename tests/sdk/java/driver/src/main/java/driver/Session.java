package driver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CompletableFuture;

/** A client of one of the packages, with the generated client on it. */
public interface Session {
  /** Connects. */
  CompletableFuture<?> connect();

  /** Does an operation; gives its result as JSON. */
  CompletableFuture<JsonNode> call(JsonNode command);

  /** The end of what a call has begun; null: it began nothing. */
  CompletableFuture<JsonNode> end(long call);

  /** Sends calls together; gives their outcomes. */
  CompletableFuture<JsonNode> batch(JsonNode command);

  /** Subscribes. */
  CompletableFuture<Listening> subscribe(JsonNode command);

  /** Where the connection stands. */
  String state();

  /** The client, its options and the generated client as texts. */
  String text();

  /** Closes the client. */
  CompletableFuture<?> close();

  /** An error as it is written. */
  ObjectNode failure(Throwable error);
}
