/** A text of an enumeration, known to this version of the package or not. */
public interface OpenText {
  /**
   * The text as it travels.
   *
   * @return the text
   */
  String text();
}
