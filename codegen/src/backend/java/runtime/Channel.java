import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The way to a server, whatever it runs over. All but its state belongs to the loop. */
interface Channel {
  /** Where it stands; any thread may ask. */
  State state();

  /** Throws if there are no events here; any thread may ask. */
  void checkEvents();

  /** What a call waits for that has not been sent. */
  String waitsFor();

  /** Makes one attempt to connect, unless it is connected. */
  void connect(CompletableFuture<@Nullable Void> connected);

  /** Sends calls as soon as that is possible. */
  void send(Parcel parcel);

  /** Listens to notifications. */
  void listen(Registration registration);

  /** The server has confirmed the registration: it is renewed on every further connection. */
  void confirm(Registration registration);

  /** Stops listening. The server is told if it may have the registration. */
  void unlisten(Registration registration, boolean mayBeRegistered);

  /** Lets go of everything. */
  void close(CompletableFuture<@Nullable Void> closed);
}
