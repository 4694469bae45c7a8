/** What happens when the buffer of a subscription is full. */
public enum Policy {
  /** The oldest item gives way, and a gap tells so. */
  DROP_OLDEST,
  /** What comes is not taken, and a gap tells so. */
  DROP_NEWEST,
  /** The subscription ends with {@link SlowConsumer}. */
  FAIL
}
