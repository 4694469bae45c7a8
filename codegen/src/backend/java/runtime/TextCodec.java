import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The codec of an enumeration. Texts that are not known survive as they are.
 *
 * @param <T> the enumeration
 */
public final class TextCodec<T extends OpenText> extends Codec<T> {
  private final Map<String, T> known = new HashMap<>();
  private final Function<String, T> unknown;

  /**
   * The codec of an enumeration.
   *
   * @param known the texts that this version of the package knows
   * @param unknown makes a value of any other text
   */
  public TextCodec(List<? extends T> known, Function<String, T> unknown) {
    for (T value : known) {
      this.known.put(value.text(), value);
    }
    this.unknown = unknown;
  }

  /**
   * The value with a text.
   *
   * @param text the text
   * @return the value, one that is known if there is one with this text
   */
  public T of(String text) {
    T value = known.get(text);
    return value == null ? unknown.apply(text) : value;
  }

  @Override
  T decode(JsonNode json) {
    return of(Codecs.TEXT.decode(json));
  }

  @Override
  JsonNode encode(T value) {
    return Codecs.TEXT.encode(value.text());
  }
}
