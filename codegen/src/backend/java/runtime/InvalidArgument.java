/** What was given does not fit its type, or cannot be addressed; nothing was sent. */
public final class InvalidArgument extends ClientError {
  private static final long serialVersionUID = 1L;

  /** The place, as a JSON pointer. */
  private final String pointer;

  InvalidArgument(String pointer, String reason) {
    super(Misfit.at(pointer, reason));
    this.pointer = pointer;
  }

  InvalidArgument(String reason) {
    this("", reason);
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
