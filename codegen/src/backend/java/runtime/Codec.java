import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the values of one type, with the rules of the wire. Every generated type has one: its
 * {@code CODEC}.
 *
 * @param <T> the type
 */
public abstract class Codec<T extends @Nullable Object> {
  Codec() {}

  /** The value that JSON stands for. Throws a {@link Misfit}. */
  abstract T decode(JsonNode json);

  /** The JSON that stands for a value. Throws a {@link Misfit}. */
  abstract JsonNode encode(T value);

  /** Whether null is a value, and not the lack of one. */
  boolean takesNull() {
    return false;
  }

  /**
   * Reads a value that comes from elsewhere, such as a file.
   *
   * @param json the JSON
   * @return the value that it stands for
   * @throws InvalidArgument if it does not fit the type
   */
  public final T fromJson(JsonNode json) {
    try {
      return decode(json);
    } catch (Misfit misfit) {
      throw new InvalidArgument(misfit.pointer, misfit.reason);
    }
  }

  /**
   * Writes a value as it travels.
   *
   * @param value the value
   * @return the JSON that stands for it
   * @throws InvalidArgument if it does not fit the type
   */
  public final JsonNode toJson(T value) {
    try {
      return written(this, value);
    } catch (Misfit misfit) {
      throw new InvalidArgument(misfit.pointer, misfit.reason);
    }
  }

  /** Writes a value that must be there. */
  static <T extends @Nullable Object> JsonNode written(Codec<T> codec, T value) {
    if (value == null && !codec.takesNull()) {
      throw new Misfit("the value is missing");
    }
    return codec.encode(value);
  }
}
