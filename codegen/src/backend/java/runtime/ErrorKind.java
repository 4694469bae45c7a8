/** Which of the errors that a method declares. */
public interface ErrorKind {
  /**
   * The error's number.
   *
   * @return the number on the wire
   */
  long code();

  /**
   * The error's message.
   *
   * @return the message on the wire
   */
  String message();
}
