import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Takes the one notification that tells how something has ended. */
final class Completion implements Sink {
  /** What the notification carries. */
  final CompletableFuture<JsonNode> end = new CompletableFuture<>();

  @Override
  public boolean event(JsonNode params) {
    end.complete(params);
    return false;
  }

  @Override
  public void reconnected(boolean snapshot) {
    // It is not registered for.
  }

  @Override
  public void end(@Nullable ClientError error) {
    end.completeExceptionally(error == null ? new ClientClosed() : error);
  }
}
