import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What has gone wrong below, in words that hold neither URL nor token. */
final class Reason {
  private Reason() {}

  static String of(Throwable error) {
    Throwable cause = root(error);
    if (cause instanceof UnresolvedAddressException) {
      return "the name of the host is not known";
    }
    if (cause instanceof HttpTimeoutException) {
      return "the server does not answer";
    }
    if (cause instanceof IllegalArgumentException) {
      // Its text may hold what was refused.
      return "the request cannot be made";
    }
    String message = message(cause);
    if (cause instanceof ConnectException) {
      return message == null ? "the server cannot be reached" : message;
    }
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  /** The error that others have only passed on. */
  static Throwable unwrapped(Throwable error) {
    Throwable cause = error.getCause();
    return error instanceof CompletionException && cause != null ? unwrapped(cause) : error;
  }

  private static Throwable root(Throwable error) {
    Throwable cause = error.getCause();
    return cause == null ? error : root(cause);
  }

  private static @Nullable String message(Throwable error) {
    String message = error.getMessage();
    return message == null || message.isBlank() ? null : message;
  }
}
