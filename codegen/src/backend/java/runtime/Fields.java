import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** What an object of more members than a constructor can take is made of. It does not change. */
public final class Fields {
  /** No members. */
  public static final Fields NONE = new Fields(Json.NODES.objectNode());

  private final ObjectNode json;

  private Fields(ObjectNode json) {
    this.json = json;
  }

  /**
   * These members and one more, or another value of it.
   *
   * @param name its name on the wire
   * @param codec its codec
   * @param value its value; null: it is absent
   * @param <T> its type
   * @return the members
   */
  public <T extends @Nullable Object> Fields with(
      String name, Codec<T> codec, @Nullable T value) {
    ObjectNode copy = json.objectNode();
    copy.setAll(json);
    if (value != null) {
      copy.set(name, codec.toJson(value));
    } else if (codec.takesNull()) {
      copy.putNull(name);
    } else {
      copy.remove(name);
    }
    return new Fields(copy);
  }

  /**
   * A member that must be there.
   *
   * @param name its name on the wire
   * @param codec its codec
   * @param <T> its type
   * @return its value
   * @throws InvalidArgument if nobody has given it
   */
  public <T extends @Nullable Object> T required(String name, Codec<T> codec) {
    try {
      return Members.of(json).required(name, codec);
    } catch (Misfit misfit) {
      throw new InvalidArgument(misfit.pointer, misfit.reason);
    }
  }

  /**
   * A member that may be absent.
   *
   * @param name its name on the wire
   * @param codec its codec
   * @param <T> its type
   * @return its value; null: it is absent
   */
  public <T> @Nullable T optional(String name, Codec<? extends @Nullable T> codec) {
    return Members.of(json).optional(name, codec);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Fields fields && fields.json.equals(json);
  }

  @Override
  public int hashCode() {
    return json.hashCode();
  }

  @Override
  public String toString() {
    return Json.write(json);
  }
}
