import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Bytes as a value: they do not change, and two are equal when all their bytes are. */
public final class Bytes {
  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * These bytes.
   *
   * @param bytes the bytes, which are copied
   * @return the value
   */
  public static Bytes of(byte... bytes) {
    return new Bytes(bytes.clone());
  }

  /**
   * The bytes.
   *
   * @return a copy of them
   */
  public byte[] toArray() {
    return bytes.clone();
  }

  /**
   * How many there are.
   *
   * @return the number
   */
  public int size() {
    return bytes.length;
  }

  static @Nullable Bytes ofBase64(String text) {
    if (text.length() % 4 != 0) {
      return null;
    }
    try {
      return new Bytes(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException error) {
      return null;
    }
  }

  String toBase64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  static @Nullable Bytes ofHex(String text, String separator) {
    try {
      return new Bytes(HexFormat.ofDelimiter(separator).parseHex(text));
    } catch (IllegalArgumentException error) {
      return null;
    }
  }

  String toHex(String separator) {
    return HexFormat.ofDelimiter(separator).formatHex(bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes more && Arrays.equals(more.bytes, bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The bytes in hexadecimal digits. */
  @Override
  public String toString() {
    return toHex("");
  }
}
