import java.time.Duration;

/** There was no answer within the deadline. */
public final class DeadlineExceeded extends ClientError {
  private static final long serialVersionUID = 1L;

  DeadlineExceeded(Duration deadline, String waitedFor) {
    super("no answer within " + deadline.toMillis() + " ms: " + waitedFor);
  }
}
