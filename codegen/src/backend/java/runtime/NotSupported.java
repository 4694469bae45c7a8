/** What is wanted does not exist here, such as events over HTTP; nothing was sent. */
public final class NotSupported extends ClientError {
  private static final long serialVersionUID = 1L;

  NotSupported(String reason) {
    super(reason);
  }
}
