import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** The members of an object that is read. */
public final class Members {
  private final JsonNode json;

  private Members(JsonNode json) {
    this.json = json;
  }

  static Members of(JsonNode json) {
    if (!json.isObject()) {
      throw new Misfit("an object was expected, not " + Json.shown(json));
    }
    return new Members(json);
  }

  /**
   * A member that is always there.
   *
   * @param name its name on the wire
   * @param codec its codec
   * @param <T> its type
   * @return its value
   */
  public <T extends @Nullable Object> T required(String name, Codec<T> codec) {
    JsonNode given = json.get(name);
    if (given == null) {
      throw new Misfit("the member is missing").within(name);
    }
    return read(name, codec, given);
  }

  /**
   * A member that may be absent; null is as good as absent.
   *
   * @param name its name on the wire
   * @param codec its codec
   * @param <T> its type
   * @return its value; null: it is absent
   */
  public <T> @Nullable T optional(String name, Codec<? extends @Nullable T> codec) {
    JsonNode given = json.get(name);
    return given == null || given.isNull() ? null : read(name, codec, given);
  }

  /**
   * A member that may be absent, and has a value even then.
   *
   * @param name its name on the wire
   * @param codec its codec
   * @param standIn the JSON that stands in for it
   * @param <T> its type
   * @return its value
   */
  public <T extends @Nullable Object> T optional(String name, Codec<T> codec, String standIn) {
    JsonNode given = json.get(name);
    return given == null || given.isNull()
        ? codec.decode(Json.known(standIn))
        : read(name, codec, given);
  }

  private static <T extends @Nullable Object> T read(String name, Codec<T> codec, JsonNode given) {
    try {
      return codec.decode(given);
    } catch (Misfit misfit) {
      throw misfit.within(name);
    }
  }
}
