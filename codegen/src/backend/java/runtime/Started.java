import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a call has begun that ends later.
 *
 * @param result what the call answered
 * @param completed what the end says; fails when the connection is lost before. Cancelling it waits no
 *     longer for the end
 * @param <R> the type of the result
 * @param <C> the type of what the end says
 */
public record Started<R extends @Nullable Object, C extends @Nullable Object>(
    R result, CompletableFuture<C> completed) {}
