import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Options of a client. What is not set has a default. */
public final class Options {
  /** How long an attempt to connect may take. */
  static final Duration ATTEMPT = Duration.ofSeconds(10);

  /** How long a connection must have lived for the delays between attempts to start anew. */
  static final Duration STABLE = Duration.ofSeconds(5);

  /** How long the other side may take to close. */
  static final Duration CLOSING = Duration.ofSeconds(2);

  /** The longest time that is told apart from for ever. */
  private static final Duration LONGEST = Duration.ofDays(365);

  final Duration deadline;
  final int queue;
  final Duration heartbeat;
  final Duration firstDelay;
  final Duration mostDelay;
  final @Nullable TokenSource token;
  final @Nullable Consumer<? super State> onState;
  final @Nullable Executor executor;
  final @Nullable Tls tls;

  private Options(Builder builder) {
    this.deadline = time("deadline", builder.deadline);
    this.queue = count("queue", builder.queue);
    this.heartbeat = time("heartbeat", builder.heartbeat);
    this.firstDelay = time("reconnect", builder.firstDelay);
    this.mostDelay = time("reconnect", builder.mostDelay);
    this.token = builder.token;
    this.onState = builder.onState;
    this.executor = builder.executor;
    this.tls = builder.tls;
  }

  /**
   * Options with all defaults, to be changed.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** The token at this moment; null: there is none. */
  CompletableFuture<@Nullable String> tokenNow(Executor where) {
    TokenSource source = token;
    if (source == null) {
      return CompletableFuture.completedFuture(null);
    }
    return CompletableFuture.supplyAsync(source::token, where).thenCompose(stage -> stage);
  }

  static Duration time(String name, Duration given) {
    if (given.isNegative() || given.isZero()) {
      throw new InvalidArgument("the option " + name + " is " + given + "; it must be more than 0");
    }
    return given.compareTo(LONGEST) > 0 ? LONGEST : given;
  }

  static int count(String name, int given) {
    if (given < 1) {
      throw new InvalidArgument("the option " + name + " is " + given + "; it must be at least 1");
    }
    return given;
  }

  /** The options, without what might be secret. */
  @Override
  public String toString() {
    return "Options[deadline=" + deadline + ", queue=" + queue + ", heartbeat=" + heartbeat + "]";
  }

  /** Makes options. */
  public static final class Builder {
    private Duration deadline = Duration.ofSeconds(10);
    private int queue = 1_024;
    private Duration heartbeat = Duration.ofSeconds(15);
    private Duration firstDelay = Duration.ofMillis(250);
    private Duration mostDelay = Duration.ofSeconds(5);
    private @Nullable TokenSource token;
    private @Nullable Consumer<? super State> onState;
    private @Nullable Executor executor;
    private @Nullable Tls tls;

    private Builder() {}

    /**
     * How long a call may take, everything included. Default: 10 s.
     *
     * @param deadline the time
     * @return this builder
     */
    public Builder deadline(Duration deadline) {
      this.deadline = deadline;
      return this;
    }

    /**
     * Calls that may wait, unsent or unanswered; one more fails with {@link QueueFull}. Default: 1,024.
     *
     * @param calls the number
     * @return this builder
     */
    public Builder queue(int calls) {
      this.queue = calls;
      return this;
    }

    /**
     * Silence after which a WebSocket is asked whether it lives. Default: 15 s.
     *
     * @param silence the time
     * @return this builder
     */
    public Builder heartbeat(Duration silence) {
      this.heartbeat = silence;
      return this;
    }

    /**
     * Delays between attempts to connect. Each is twice as long as the one before. Default: 250 ms, 5 s.
     *
     * @param first the first delay
     * @param most the longest
     * @return this builder
     */
    public Builder reconnect(Duration first, Duration most) {
      this.firstDelay = first;
      this.mostDelay = most;
      return this;
    }

    /**
     * Says who is calling. It is never shown in a text.
     *
     * @param token the token
     * @return this builder
     */
    public Builder token(String token) {
      return token(() -> CompletableFuture.completedFuture(token));
    }

    /**
     * Says who is calling, asked anew for each attempt to connect and each HTTP request.
     *
     * @param source gives the token; it is called on the executor
     * @return this builder
     */
    public Builder token(TokenSource source) {
      this.token = source;
      return this;
    }

    /**
     * Is told every state that the client enters, one after the other.
     *
     * @param listener takes the states; it is called on the executor
     * @return this builder
     */
    public Builder onState(Consumer<? super State> listener) {
      this.onState = listener;
      return this;
    }

    /**
     * Where answers are decoded and callbacks run. Default: daemon threads of the client's own.
     *
     * @param executor the executor
     * @return this builder
     */
    public Builder executor(Executor executor) {
      this.executor = executor;
      return this;
    }

    /**
     * Certificates. Those of servers are always verified.
     *
     * @param tls the certificates
     * @return this builder
     */
    public Builder tls(Tls tls) {
      this.tls = tls;
      return this;
    }

    /**
     * The options.
     *
     * @return the options
     * @throws InvalidArgument if a time or a number is not more than 0
     */
    public Options build() {
      return new Options(this);
    }
  }
}
