import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Options of one call.
 *
 * @param deadline how long it may take, everything included; null: what the client's options say
 */
public record CallOptions(@Nullable Duration deadline) {
  /** Everything as the client's options say. */
  public static final CallOptions DEFAULT = new CallOptions(null);

  /**
   * Options with a deadline.
   *
   * @param deadline how long the call may take
   * @return the options
   */
  public static CallOptions within(Duration deadline) {
    return new CallOptions(deadline);
  }
}
