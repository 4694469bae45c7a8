/** Ends a subscription with {@link Policy#FAIL} whose buffer is full. */
public final class SlowConsumer extends ClientError {
  private static final long serialVersionUID = 1L;

  SlowConsumer(int buffer) {
    super("more than " + buffer + " items came before they were taken");
  }
}
