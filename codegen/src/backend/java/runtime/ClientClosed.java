/** The client has been closed, by the program or because the server refuses it for good. */
public final class ClientClosed extends ClientError {
  private static final long serialVersionUID = 1L;

  ClientClosed() {
    super("the client is closed");
  }
}
