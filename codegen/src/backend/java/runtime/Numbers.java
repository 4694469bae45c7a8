import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The codecs of numbers. */
final class Numbers {
  /** More digits than any width has; a number with more is not worth being worked out. */
  private static final int MOST_DIGITS = 40;

  static final Codec<Double> FLOAT =
      new Codec<>() {
        @Override
        Double decode(JsonNode json) {
          if (!json.isNumber()) {
            throw new Misfit("a number was expected, not " + Json.shown(json));
          }
          return finite(json.doubleValue());
        }

        @Override
        JsonNode encode(Double value) {
          return Json.NODES.numberNode(finite(value));
        }

        private double finite(double value) {
          if (!Double.isFinite(value)) {
            throw new Misfit("a finite number was expected");
          }
          return value;
        }
      };

  static final Codec<BigInteger> UINT64 =
      new Codec<>() {
        private final Range range = new Range(64, false);

        @Override
        BigInteger decode(JsonNode json) {
          return range.read(json);
        }

        @Override
        JsonNode encode(BigInteger value) {
          return Json.NODES.numberNode(range.check(value));
        }
      };

  private Numbers() {}

  static Codec<Integer> integer(int bits, boolean signed) {
    Range range = new Range(bits, signed);
    return new Codec<>() {
      @Override
      Integer decode(JsonNode json) {
        return range.read(json).intValueExact();
      }

      @Override
      JsonNode encode(Integer value) {
        range.check(BigInteger.valueOf(value));
        return Json.NODES.numberNode(value);
      }
    };
  }

  static Codec<Long> longInteger(int bits, boolean signed) {
    Range range = new Range(bits, signed);
    return new Codec<>() {
      @Override
      Long decode(JsonNode json) {
        return range.read(json).longValueExact();
      }

      @Override
      JsonNode encode(Long value) {
        range.check(BigInteger.valueOf(value));
        return Json.NODES.numberNode(value);
      }
    };
  }

  /** The whole numbers of a width. */
  private static final class Range {
    private final BigInteger least;
    private final BigInteger greatest;

    Range(int bits, boolean signed) {
      BigInteger all = BigInteger.TWO.pow(signed ? bits - 1 : bits);
      this.least = signed ? all.negate() : BigInteger.ZERO;
      this.greatest = all.subtract(BigInteger.ONE);
    }

    BigInteger read(JsonNode json) {
      BigInteger number = whole(json);
      if (number == null) {
        throw new Misfit(expected() + ", not " + Json.shown(json));
      }
      return check(number);
    }

    BigInteger check(BigInteger number) {
      if (number.compareTo(least) < 0 || number.compareTo(greatest) > 0) {
        throw new Misfit(expected());
      }
      return number;
    }

    private String expected() {
      return "a whole number from " + least + " to " + greatest + " was expected";
    }
  }

  /** The whole number that JSON stands for, however it is written; null: it is none. */
  private static @Nullable BigInteger whole(JsonNode json) {
    if (json.isIntegralNumber()) {
      return json.bigIntegerValue();
    }
    if (!json.isNumber()) {
      return null;
    }
    BigDecimal number = json.decimalValue();
    // As long as nobody has worked it out, 1e999999999 is short.
    if (Math.abs((long) number.precision() - number.scale()) > MOST_DIGITS
        || number.precision() > MOST_DIGITS
        || number.stripTrailingZeros().scale() > 0) {
      return null;
    }
    return number.toBigIntegerExact();
  }
}
