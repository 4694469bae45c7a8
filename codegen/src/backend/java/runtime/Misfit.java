/** A value does not fit its type, at a place in it. */
final class Misfit extends RuntimeException {
  private static final long serialVersionUID = 1L;

  final String pointer;
  final String reason;

  Misfit(String reason) {
    this("", reason);
  }

  private Misfit(String pointer, String reason) {
    super(at(pointer, reason), null, false, false);
    this.pointer = pointer;
    this.reason = reason;
  }

  /** The same, seen from the object or list that holds the value. */
  Misfit within(String name) {
    String step = name.replace("~", "~0").replace("/", "~1");
    return new Misfit("/" + step + pointer, reason);
  }

  static String at(String pointer, String reason) {
    return pointer.isEmpty() ? reason : pointer + ": " + reason;
  }
}
