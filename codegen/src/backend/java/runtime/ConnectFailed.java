import org.jspecify.annotations.Nullable;

/** There is no connection, and trying again is of no use or not wanted. */
public final class ConnectFailed extends ClientError {
  private static final long serialVersionUID = 1L;

  /** The HTTP status that the server refused with. */
  private final @Nullable Integer status;

  ConnectFailed(String reason, @Nullable Integer status) {
    super("cannot connect: " + reason);
    this.status = status;
  }

  /**
   * The HTTP status that the server refused with.
   *
   * @return the status; null: there was none
   */
  public @Nullable Integer status() {
    return status;
  }
}
