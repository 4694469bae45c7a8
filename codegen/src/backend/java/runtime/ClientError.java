/**
 * What every error of this package is. A call that is cancelled ends with a {@link
 * java.util.concurrent.CancellationException} instead, as all futures do.
 */
public abstract class ClientError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClientError(String message) {
    super(message);
  }
}
