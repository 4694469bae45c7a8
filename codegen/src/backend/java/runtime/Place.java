import org.jspecify.annotations.Nullable;

/**
 * Which of several is meant.
 *
 * @param instance the id of an instance; null: there are none
 * @param index the index; null: there is none
 */
public record Place(@Nullable String instance, @Nullable String index) {
  /** There is only one. */
  public static final Place ONLY = new Place(null, null);

  /**
   * One of the instances.
   *
   * @param id its id: a text or a number
   * @return the place
   */
  public Place instance(Object id) {
    return new Place(text(id), index);
  }

  /**
   * What has this index.
   *
   * @param given the index: a text, a number, a truth value or a text of an enumeration
   * @return the place
   */
  public Place index(Object given) {
    return new Place(instance, text(given));
  }

  /**
   * What has this index, or all.
   *
   * @param given the index, as above; null: all
   * @return the place
   */
  public Place maybeIndex(@Nullable Object given) {
    return given == null ? this : index(given);
  }

  private static String text(@Nullable Object value) {
    if (value == null) {
      throw new InvalidArgument("the index or the id of an instance is missing");
    }
    return value instanceof OpenText open ? open.text() : value.toString();
  }

  /** The prefix that stands in front of an endpoint of the instance, with its id. */
  String prefix(String name) {
    int end = end(name);
    return end == 0 ? "" : name.substring(0, end - "::".length()) + "#" + instance + "::";
  }

  /** The name of an endpoint of the instance without its prefix. */
  String bare(String name) {
    return name.substring(end(name));
  }

  private int end(String name) {
    int place = name.lastIndexOf("::");
    return instance == null || place < 0 ? 0 : place + "::".length();
  }

  private static boolean isPlain(String id) {
    return !id.isEmpty() && id.chars().noneMatch(c -> ":@#.".indexOf(c) >= 0);
  }

  /** Throws if it cannot be addressed. */
  Place checked() {
    // Servers take what follows the last "@" for the index.
    if (index != null && index.contains("@")) {
      throw new InvalidArgument("the index \"" + index + "\" contains \"@\"");
    }
    if (instance != null && !isPlain(instance)) {
      throw new InvalidArgument(
          "the id \"" + instance + "\" of an instance is empty or contains one of \":@#.\"");
    }
    return this;
  }
}
