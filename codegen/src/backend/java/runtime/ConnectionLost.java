/** The connection ended before the answer came; whether the call ran is not known. */
public final class ConnectionLost extends ClientError {
  private static final long serialVersionUID = 1L;

  ConnectionLost(String reason) {
    super("the connection was lost before the answer came: " + reason);
  }
}
