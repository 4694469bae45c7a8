import java.net.http.HttpClient;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a client needs of the platform: threads, and the module for HTTP. */
final class Network {
  private final @Nullable Tls tls;
  private final ThreadPoolExecutor threads;
  private final Executor callbacks;
  private @Nullable HttpClient http;

  Network(String name, Options options) {
    this.tls = options.tls;
    // As many as are busy, since what runs on them may wait; none that are idle for long.
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            1,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> Loop.thread(task, name));
    Executor given = options.executor;
    Executor chosen = given == null ? threads : given;
    this.callbacks = task -> execute(chosen, task);
  }

  /** Where the program's own code runs. */
  Executor callbacks() {
    return callbacks;
  }

  /** Where the runtime's own work is done that takes time. */
  Executor threads() {
    return task -> execute(threads, task);
  }

  /** What connects; made when it is first needed. */
  synchronized HttpClient http() {
    HttpClient client = http;
    if (client == null) {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .executor(threads);
      if (tls != null) {
        builder.sslContext(tls.context());
      }
      client = builder.build();
      http = client;
    }
    return client;
  }

  /** Lets go of everything; what was given to the threads is still done. */
  synchronized void end() {
    HttpClient client = http;
    http = null;
    // Up to Java 20 there is nothing to close: it ends by itself once nobody holds it.
    if (client instanceof AutoCloseable closeable) {
      threads.execute(() -> close(closeable));
    }
    threads.shutdown();
  }

  private static void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (Exception mistake) {
      // Nothing is waited for any more.
      throw new IllegalStateException(mistake);
    }
  }

  /** Runs what must not be lost, if need be at once: a client that is closed has no threads any more. */
  private static void execute(Executor executor, Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException ended) {
      task.run();
    }
  }
}
