/** Too many calls wait already; nothing was sent. */
public final class QueueFull extends ClientError {
  private static final long serialVersionUID = 1L;

  QueueFull(int limit) {
    super("more than " + limit + " calls would wait; nothing was sent");
  }
}
