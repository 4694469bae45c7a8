import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Takes what comes as one kind of notification. */
interface Sink {
  /** Takes an event; false: it wants no more. */
  boolean event(JsonNode params);

  /** The connection was lost, and is there again. */
  void reconnected(boolean snapshot);

  /** Nothing comes any more; with an error if that is why. */
  void end(@Nullable ClientError error);
}
