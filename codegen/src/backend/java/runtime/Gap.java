import org.jspecify.annotations.Nullable;

/**
 * Something is missing at this place. State that is kept from events should be fetched anew.
 *
 * @param cause why
 * @param missed how many events are missing; null: nobody knows
 * @param snapshot whether the server now tells its current state, as events
 * @param reason in words
 * @param <T> what events carry
 */
public record Gap<T extends @Nullable Object>(
    Cause cause, @Nullable Long missed, boolean snapshot, String reason) implements Item<T> {
  /** Why something is missing. */
  public enum Cause {
    /** The connection was lost and is there again. */
    RECONNECTED,
    /** The consumer was too slow. */
    OVERFLOW,
    /** An event did not fit its type. */
    UNREADABLE
  }
}
