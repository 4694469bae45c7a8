import org.jspecify.annotations.Nullable;

/**
 * A method, or one way to access a property.
 *
 * @param method its name on the wire
 * @param params the codec of its params
 * @param result the codec of its result
 * @param errors the errors that it declares
 * @param <P> the type of its params
 * @param <R> the type of its result
 */
public record Operation<P extends @Nullable Object, R extends @Nullable Object>(
    String method, Codec<P> params, Codec<R> result, Declared errors) {
  /**
   * An operation that declares no errors.
   *
   * @param method its name on the wire
   * @param params the codec of its params
   * @param result the codec of its result
   */
  public Operation(String method, Codec<P> params, Codec<R> result) {
    this(method, params, result, Declared.NOTHING);
  }
}
