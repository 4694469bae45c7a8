import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one server, shared by any number of generated clients and threads. It is closed when it
 * is not needed any more, best by a try with it as resource.
 */
public final class Client extends Caller implements AutoCloseable {
  private static final Set<String> WEB_SOCKET = Set.of("ws", "wss");
  private static final Set<String> HTTP = Set.of("http", "https");

  private final String shown;
  private final Loop loop;
  private final Network network;
  private final Calls calls;
  private final Channel channel;
  private final AtomicLong numbers = new AtomicLong();

  /**
   * A client with default options for the server at this URL.
   *
   * @param url {@code ws:} and {@code wss:} talk over a WebSocket, {@code http:} and {@code https:} over
   *     HTTP, where there are no events
   * @throws InvalidArgument if it is no such URL
   */
  public Client(String url) {
    this(url, Options.builder().build());
  }

  /**
   * A client for the server at this URL. It connects when it is first used.
   *
   * @param url {@code ws:} and {@code wss:} talk over a WebSocket, {@code http:} and {@code https:} over
   *     HTTP, where there are no events
   * @param options how
   * @throws InvalidArgument if it is no such URL
   */
  public Client(String url, Options options) {
    URI address = address(url);
    String port = address.getPort() < 0 ? "" : ":" + address.getPort();
    this.shown = address.getScheme() + "://" + address.getHost() + port + address.getRawPath();
    this.loop = new Loop("client of " + shown);
    this.network = new Network("client of " + shown + ", callbacks", options);
    this.calls = new Calls(loop, options);
    Consumer<? super State> listener = options.onState;
    Serial states = new Serial(network.callbacks());
    Consumer<State> onState =
        listener == null ? state -> {} : state -> states.execute(() -> listener.accept(state));
    this.channel =
        WEB_SOCKET.contains(scheme(address))
            ? new SocketChannel(address, options, loop, network, calls, onState)
            : new HttpChannel(address, options, loop, network, calls, onState);
    this.calls.explain(channel::waitsFor);
  }

  private static URI address(String url) {
    URI address;
    try {
      address = new URI(url);
    } catch (URISyntaxException error) {
      // Its text would show the URL, which may hold a secret.
      throw new InvalidArgument("the URL cannot be read");
    }
    String scheme = scheme(address);
    if (!WEB_SOCKET.contains(scheme) && !HTTP.contains(scheme)) {
      throw new InvalidArgument(
          "a URL with the scheme \"" + scheme + "\" cannot be called; it must be ws, wss, http or https");
    }
    if (address.getHost() == null) {
      throw new InvalidArgument("the URL has no host, or one that is no name");
    }
    int fragment = url.indexOf('#');
    return fragment < 0 ? address : URI.create(url.substring(0, fragment));
  }

  private static String scheme(URI address) {
    String scheme = address.getScheme();
    return scheme == null ? "" : scheme.toLowerCase(Locale.ROOT);
  }

  /**
   * Where the connection stands.
   *
   * @return the state at this moment
   */
  public State state() {
    return channel.state();
  }

  /**
   * Makes one attempt to connect, unless there is a connection.
   *
   * @return completes when there is one; fails with {@link ConnectFailed} if that fails. The client can
   *     still be used then, and tries again
   */
  public CompletableFuture<@Nullable Void> connect() {
    CompletableFuture<@Nullable Void> connected = new CompletableFuture<>();
    if (!loop.post(() -> channel.connect(connected))) {
      connected.completeExceptionally(new ClientClosed());
    }
    return connected;
  }

  /**
   * Collects calls that travel together.
   *
   * @return an empty batch; generated clients can be made on it
   */
  public Batch batch() {
    return new Batch(this);
  }

  /**
   * Ends everything: calls that wait fail with {@link ClientClosed}, iterations end. Once more does
   * nothing.
   *
   * @return completes when the connection is gone, after 2 s at most
   */
  public CompletableFuture<@Nullable Void> closeAsync() {
    CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();
    if (!loop.post(() -> channel.close(closed))) {
      closed.complete(null);
    }
    return closed;
  }

  /** Ends everything, as {@link #closeAsync} does, and waits until the connection is gone. */
  @Override
  public void close() {
    closeAsync().join();
  }

  /**
   * Waits for the result of a call.
   *
   * @param future what a call has given
   * @param <T> the type of the result
   * @return the result
   * @throws ClientError as it is, and not within a {@link CompletionException}
   * @throws CancellationException if the call was cancelled
   */
  public static <T extends @Nullable Object> T await(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException error) {
      if (Reason.unwrapped(error) instanceof ClientError cause) {
        throw cause;
      }
      throw error;
    }
  }

  /** The server, without what might be secret. */
  @Override
  public String toString() {
    return "Client(" + shown + ")";
  }

  @Override
  PendingCall invoke(String method, @Nullable JsonNode params, CallOptions options) {
    PendingCall call = new PendingCall(method, params);
    post(List.of(call), options, () -> channel.send(new Parcel(List.of(call), false)));
    return call;
  }

  /** Sends calls together. */
  void send(List<PendingCall> batch, CallOptions options) {
    post(batch, options, () -> channel.send(new Parcel(batch, true)));
  }

  @Override
  Registration register(Target target, Sink sink, SubscribeOptions options) {
    channel.checkEvents();
    String id = target.prefix() + "subscription" + numbers.incrementAndGet();
    Registration registration = Registration.of(target, id, sink);
    PendingCall call = registration.call;
    // Answers come on the loop, so that whatever the program does then finds it confirmed.
    call.answer.whenComplete(
        (json, error) -> {
          if (error == null) {
            channel.confirm(registration);
          } else {
            stop(registration, call.sent && !(error instanceof RpcError));
          }
        });
    listen(registration, new CallOptions(options.deadline()));
    return registration;
  }

  @Override
  Registration start(
      String method, JsonNode params, String id, String event, Sink sink, CallOptions options) {
    channel.checkEvents();
    PendingCall call = new PendingCall(method, params);
    Registration registration = Registration.completing(id, event, sink, call);
    listen(registration, options);
    return registration;
  }

  /** Listens before the server knows, so that the first events are not missed. */
  private void listen(Registration registration, CallOptions options) {
    PendingCall call = registration.call;
    post(
        List.of(call),
        options,
        () -> {
          channel.listen(registration);
          channel.send(new Parcel(List.of(call), false));
        });
  }

  /** Lets calls wait and then does something with them; none of them if that is not possible. */
  private void post(List<PendingCall> opened, CallOptions options, Runnable then) {
    boolean posted =
        loop.post(
            () -> {
              try {
                calls.open(opened, options);
              } catch (ClientError error) {
                opened.forEach(call -> call.fail(error));
                return;
              }
              then.run();
            });
    if (!posted) {
      opened.forEach(call -> call.fail(new ClientClosed()));
    }
  }

  @Override
  void stop(Registration registration, boolean mayBeRegistered) {
    loop.post(() -> channel.unlisten(registration, mayBeRegistered));
  }

  @Override
  String completionId() {
    return "completion" + numbers.incrementAndGet();
  }

  @Override
  void giveUp(PendingCall call) {
    loop.post(call::giveUp);
  }

  @Override
  Executor callbacks() {
    return network.callbacks();
  }
}
