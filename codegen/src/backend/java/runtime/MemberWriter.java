import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** The members of an object that is written. */
public final class MemberWriter {
  private final ObjectNode json;

  MemberWriter(ObjectNode json) {
    this.json = json;
  }

  /**
   * A member that is always there.
   *
   * @param name its name on the wire
   * @param codec its codec
   * @param value its value
   * @param <T> its type
   */
  public <T extends @Nullable Object> void required(
      String name, Codec<T> codec, @Nullable T value) {
    if (value != null) {
      write(name, codec, value);
    } else if (codec.takesNull()) {
      json.putNull(name);
    } else {
      throw new Misfit("the member is missing").within(name);
    }
  }

  /**
   * A member that may be absent.
   *
   * @param name its name on the wire
   * @param codec its codec
   * @param value its value; null: it is absent
   * @param <T> its type
   */
  public <T extends @Nullable Object> void optional(
      String name, Codec<T> codec, @Nullable T value) {
    if (value != null) {
      write(name, codec, value);
    }
  }

  private <T extends @Nullable Object> void write(String name, Codec<T> codec, T value) {
    try {
      json.set(name, codec.encode(value));
    } catch (Misfit misfit) {
      throw misfit.within(name);
    }
  }
}
