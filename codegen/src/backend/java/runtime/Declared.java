import java.util.List;
import java.util.function.BiFunction;

/** The errors that a method declares. */
public final class Declared {
  /** None. */
  public static final Declared NOTHING = new Declared(List.of(), (kind, error) -> error);

  private final List<? extends ErrorKind> kinds;
  private final BiFunction<ErrorKind, RpcError, RpcError> make;

  private Declared(
      List<? extends ErrorKind> kinds, BiFunction<ErrorKind, RpcError, RpcError> make) {
    this.kinds = kinds;
    this.make = make;
  }

  /**
   * These errors.
   *
   * @param type the class of the kinds
   * @param make makes an error of a kind from an answered one
   * @param <K> the kinds
   * @return the errors
   */
  public static <K extends Enum<K> & ErrorKind> Declared of(
      Class<K> type, BiFunction<K, RpcError, RpcError> make) {
    return new Declared(
        List.of(type.getEnumConstants()), (kind, error) -> make.apply(type.cast(kind), error));
  }

  /** The declared error with this code and message, else the first with this code, else the error as it is. */
  RpcError recognise(RpcError error) {
    ErrorKind found = null;
    for (ErrorKind kind : kinds) {
      boolean same = kind.message().equals(error.rpcMessage());
      if (kind.code() == error.code() && (found == null || same)) {
        found = kind;
        if (same) {
          break;
        }
      }
    }
    return found == null ? error : make.apply(found, error);
  }
}
