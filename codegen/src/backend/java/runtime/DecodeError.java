/** What came is not JSON-RPC 2.0, or does not fit its type. */
public final class DecodeError extends ClientError {
  private static final long serialVersionUID = 1L;

  /** The place, as a JSON pointer. */
  private final String pointer;

  DecodeError(String pointer, String reason) {
    super(Misfit.at(pointer, reason));
    this.pointer = pointer;
  }

  /**
   * The place that does not fit.
   *
   * @return a JSON pointer; empty: the whole
   */
  public String pointer() {
    return pointer;
  }
}
