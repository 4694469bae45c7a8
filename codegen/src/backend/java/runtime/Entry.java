import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** What waits in a buffer. */
sealed interface Entry {
  /** An event that is not decoded yet. */
  record Params(JsonNode json) implements Entry {}

  /** Something is missing. */
  record Missing(Gap.Cause cause, @Nullable Long missed, boolean snapshot, String reason)
      implements Entry {}

  /** Nothing follows. */
  record End(@Nullable ClientError error) implements Entry {}
}
