import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The codecs that those of generated types are made of. */
public final class Codecs {
  /** A method without params. */
  public static final Codec<@Nullable Void> NONE = new Nothing(false);

  /** Only null, which a program does not see. Whatever comes confirms. */
  public static final Codec<@Nullable Void> CONFIRMATION = new Nothing(false);

  /** Null where a value is. */
  public static final Codec<@Nullable Void> NULL = new Nothing(true);

  /** {@code true} or {@code false}. */
  public static final Codec<Boolean> BOOLEAN =
      plain("true or false", JsonNode::isBoolean, JsonNode::booleanValue, Json.NODES::booleanNode);

  /** A text. */
  public static final Codec<String> TEXT =
      plain("a text", JsonNode::isTextual, JsonNode::textValue, Json.NODES::textNode);

  /** Any JSON. */
  public static final Codec<JsonNode> JSON = plain("JSON", json -> true, json -> json, json -> json);

  /** Any object of JSON. */
  public static final Codec<ObjectNode> ANY_OBJECT =
      plain("an object", JsonNode::isObject, ObjectNode.class::cast, json -> json);

  /** A number, perhaps with a fraction. */
  public static final Codec<Double> FLOAT = Numbers.FLOAT;

  /** A whole number of 8 bits. */
  public static final Codec<Integer> INT8 = Numbers.integer(8, true);

  /** A whole number of 8 bits without sign. */
  public static final Codec<Integer> UINT8 = Numbers.integer(8, false);

  /** A whole number of 16 bits. */
  public static final Codec<Integer> INT16 = Numbers.integer(16, true);

  /** A whole number of 16 bits without sign. */
  public static final Codec<Integer> UINT16 = Numbers.integer(16, false);

  /** A whole number of 32 bits. */
  public static final Codec<Integer> INT32 = Numbers.integer(32, true);

  /** A whole number of 32 bits without sign. */
  public static final Codec<Long> UINT32 = Numbers.longInteger(32, false);

  /** A whole number of 64 bits. */
  public static final Codec<Long> INT64 = Numbers.longInteger(64, true);

  /** A whole number of 64 bits without sign. */
  public static final Codec<BigInteger> UINT64 = Numbers.UINT64;

  /** Bytes in base64. */
  public static final Codec<Bytes> BASE64 = bytes("base64", Bytes::ofBase64, Bytes::toBase64);

  /** Bytes in hexadecimal digits. */
  public static final Codec<Bytes> HEX =
      bytes("pairs of hexadecimal digits", text -> Bytes.ofHex(text, ""), bytes -> bytes.toHex(""));

  /** Bytes in pairs of hexadecimal digits with colons between them. */
  public static final Codec<Bytes> MAC =
      bytes(
          "pairs of hexadecimal digits with colons between them",
          text -> Bytes.ofHex(text, ":"),
          bytes -> bytes.toHex(":"));

  private Codecs() {}

  /**
   * A list.
   *
   * @param items the codec of its items
   * @param <T> their type
   * @return the codec
   */
  public static <T extends @Nullable Object> Codec<List<T>> list(Codec<T> items) {
    return new Codec<>() {
      @Override
      List<T> decode(JsonNode json) {
        if (!json.isArray()) {
          throw new Misfit("a list was expected, not " + Json.shown(json));
        }
        List<T> values = new ArrayList<>(json.size());
        for (JsonNode item : json) {
          try {
            values.add(items.decode(item));
          } catch (Misfit misfit) {
            throw misfit.within(Integer.toString(values.size()));
          }
        }
        return Collections.unmodifiableList(values);
      }

      @Override
      JsonNode encode(List<T> values) {
        ArrayNode json = Json.NODES.arrayNode(values.size());
        for (T value : values) {
          try {
            json.add(written(items, value));
          } catch (Misfit misfit) {
            throw misfit.within(Integer.toString(json.size()));
          }
        }
        return json;
      }
    };
  }

  /**
   * A list that travels as its item when it has exactly one.
   *
   * @param items the codec of its items
   * @param <T> their type
   * @return the codec
   */
  public static <T extends @Nullable Object> Codec<List<T>> oneOrMany(Codec<T> items) {
    Codec<List<T>> list = list(items);
    return new Codec<>() {
      @Override
      List<T> decode(JsonNode json) {
        return json.isArray()
            ? list.decode(json)
            : Collections.singletonList(items.decode(json));
      }

      @Override
      JsonNode encode(List<T> values) {
        JsonNode json = list.encode(values);
        return json.size() == 1 ? json.required(0) : json;
      }
    };
  }

  /**
   * A value that may be null.
   *
   * @param codec the codec of the value
   * @param <T> its type
   * @return the codec
   */
  public static <T> Codec<@Nullable T> nullable(Codec<T> codec) {
    return new Codec<@Nullable T>() {
      @Override
      // NullAway does not know that T may be null here.
      @SuppressWarnings("NullAway")
      @Nullable T decode(JsonNode json) {
        return json.isNull() ? null : codec.decode(json);
      }

      @Override
      JsonNode encode(@Nullable T value) {
        return value == null ? Json.NODES.nullNode() : codec.encode(value);
      }

      @Override
      boolean takesNull() {
        return true;
      }
    };
  }

  /**
   * A value as the only member of an object.
   *
   * @param member the member's name
   * @param codec the codec of the value
   * @param <T> its type
   * @return the codec
   */
  public static <T extends @Nullable Object> Codec<T> wrapped(String member, Codec<T> codec) {
    return new Codec<>() {
      @Override
      T decode(JsonNode json) {
        return Members.of(json).required(member, codec);
      }

      @Override
      JsonNode encode(T value) {
        ObjectNode json = Json.NODES.objectNode();
        new MemberWriter(json).required(member, codec, value);
        return json;
      }

      @Override
      boolean takesNull() {
        return codec.takesNull();
      }
    };
  }

  /**
   * An object. Members that are not read are ignored.
   *
   * @param read makes a value of its members
   * @param write writes the members of a value
   * @param <T> the type
   * @return the codec
   */
  public static <T> Codec<T> object(
      Function<Members, T> read, BiConsumer<T, MemberWriter> write) {
    return new Codec<>() {
      @Override
      T decode(JsonNode json) {
        return read.apply(Members.of(json));
      }

      @Override
      JsonNode encode(T value) {
        ObjectNode json = Json.NODES.objectNode();
        write.accept(value, new MemberWriter(json));
        return json;
      }
    };
  }

  static <T> Codec<T> plain(
      String expected,
      Function<JsonNode, Boolean> fits,
      Function<JsonNode, T> read,
      Function<T, JsonNode> write) {
    return new Codec<>() {
      @Override
      T decode(JsonNode json) {
        if (!fits.apply(json)) {
          throw new Misfit(expected + " was expected, not " + Json.shown(json));
        }
        return read.apply(json);
      }

      @Override
      JsonNode encode(T value) {
        return write.apply(value);
      }
    };
  }

  private static Codec<Bytes> bytes(
      String encoding, Function<String, @Nullable Bytes> read, Function<Bytes, String> write) {
    return new Codec<>() {
      @Override
      Bytes decode(JsonNode json) {
        Bytes bytes = read.apply(TEXT.decode(json));
        if (bytes == null) {
          throw new Misfit("bytes as " + encoding + " were expected");
        }
        return bytes;
      }

      @Override
      JsonNode encode(Bytes value) {
        return Json.NODES.textNode(write.apply(value));
      }
    };
  }

  /** The codec of what is not there, or null. */
  private static final class Nothing extends Codec<@Nullable Void> {
    private final boolean strict;

    Nothing(boolean strict) {
      this.strict = strict;
    }

    @Override
    // NullAway does not know that T may be null here.
    @SuppressWarnings("NullAway")
    @Nullable Void decode(JsonNode json) {
      if (strict && !json.isNull()) {
        throw new Misfit("null was expected, not " + Json.shown(json));
      }
      return null;
    }

    @Override
    JsonNode encode(@Nullable Void value) {
      return Json.NODES.nullNode();
    }

    @Override
    boolean takesNull() {
      return true;
    }
  }
}
