import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Options of a subscription.
 *
 * @param deadline how long registering may take; null: what the client's options say
 * @param buffer items that may wait to be consumed
 * @param policy what happens to more
 */
public record SubscribeOptions(@Nullable Duration deadline, int buffer, Policy policy) {
  /** The client's deadline, a buffer of 1,024 items, {@link Policy#DROP_OLDEST}. */
  public static final SubscribeOptions DEFAULT =
      new SubscribeOptions(null, 1_024, Policy.DROP_OLDEST);

  /**
   * The same with another deadline.
   *
   * @param deadline how long registering may take
   * @return the options
   */
  public SubscribeOptions withDeadline(Duration deadline) {
    return new SubscribeOptions(deadline, buffer, policy);
  }

  /**
   * The same with another buffer.
   *
   * @param buffer items that may wait to be consumed, at least one
   * @return the options
   */
  public SubscribeOptions withBuffer(int buffer) {
    return new SubscribeOptions(deadline, buffer, policy);
  }

  /**
   * The same with another policy.
   *
   * @param policy what happens when the buffer is full
   * @return the options
   */
  public SubscribeOptions withPolicy(Policy policy) {
    return new SubscribeOptions(deadline, buffer, policy);
  }
}
