import org.jspecify.annotations.Nullable;

/**
 * An event.
 *
 * @param params what it carries
 * @param <T> the type of that
 */
public record Event<T extends @Nullable Object>(T params) implements Item<T> {}
