import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** JSON as text. */
final class Json {
  /** The longest message that is read, and the longest text in one. */
  static final int MAX_LENGTH = 64 << 20;

  static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** It cannot be changed, so that all clients may share it. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(MAX_LENGTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // A double would lose digits of what is only passed on.
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private Json() {}

  /** Reads a text; null: it is no JSON. */
  static @Nullable JsonNode parse(String text) {
    try {
      JsonNode json = MAPPER.readTree(text);
      return json.isMissingNode() ? null : json;
    } catch (JsonProcessingException error) {
      return null;
    }
  }

  /** Reads a text of which it is known that it is JSON. */
  static JsonNode known(String text) {
    JsonNode json = parse(text);
    if (json == null) {
      throw new IllegalArgumentException("no JSON: " + text);
    }
    return json;
  }

  /** Writes a text that can be sent: half of a surrogate pair has no UTF-8, but JSON has an escape. */
  static String write(JsonNode json) {
    String text;
    try {
      text = MAPPER.writeValueAsString(json);
    } catch (JsonProcessingException error) {
      throw new IllegalStateException("a tree is always JSON", error);
    }
    int half = half(text, 0);
    return half < 0 ? text : escaped(text, half);
  }

  private static String escaped(String text, int first) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    int from = 0;
    for (int half = first; half >= 0; half = half(text, from)) {
      out.append(text, from, half);
      out.append(String.format(Locale.ROOT, "\\u%04x", (int) text.charAt(half)));
      from = half + 1;
    }
    return out.append(text, from, text.length()).toString();
  }

  /** Where half of a surrogate pair stands alone; -1: nowhere. */
  private static int half(String text, int from) {
    int place = from;
    while (place < text.length()) {
      char c = text.charAt(place);
      boolean paired =
          Character.isHighSurrogate(c)
              && place + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(place + 1));
      if (Character.isSurrogate(c) && !paired) {
        return place;
      }
      place += paired ? 2 : 1;
    }
    return -1;
  }

  /** What a value is, for people. */
  static String shown(JsonNode json) {
    return switch (json.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "an object";
      case STRING -> "a text";
      case BOOLEAN -> json.asText();
      case NUMBER -> json.asText().length() > 40 ? "a number" : json.asText();
      default -> "null";
    };
  }
}
