import org.jspecify.annotations.Nullable;

/**
 * What a subscription gives: an {@link Event}, or a {@link Gap} where something is missing.
 *
 * @param <T> what events carry
 */
public sealed interface Item<T extends @Nullable Object> permits Event, Gap {}
