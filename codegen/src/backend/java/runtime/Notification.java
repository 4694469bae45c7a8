import org.jspecify.annotations.Nullable;

/**
 * An event that can be registered for, or the end of something that was begun.
 *
 * @param event its name on the wire
 * @param params the codec of what it carries
 * @param index where its index travels
 * @param snapshot whether the server tells its current state upon registration
 * @param <T> the type of what it carries
 */
public record Notification<T extends @Nullable Object>(
    String event, Codec<T> params, IndexForm index, boolean snapshot) {
  /** Where the index of an event travels. */
  public enum IndexForm {
    /** Behind the designator, after an {@code @}. */
    DESIGNATOR,
    /** In front of the client id. */
    CLIENT_ID
  }

  /**
   * A notification without an index, of which nothing is told in advance.
   *
   * @param event its name on the wire
   * @param params the codec of what it carries
   */
  public Notification(String event, Codec<T> params) {
    this(event, params, IndexForm.DESIGNATOR, false);
  }
}
