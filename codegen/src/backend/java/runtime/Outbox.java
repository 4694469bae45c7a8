import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is to be sent, one text after the other: a WebSocket takes the next when it has taken the one
 * before. It belongs to the loop.
 */
final class Outbox {
  private final Loop loop;
  private final Consumer<String> failed;

  /** The runtime's own, which waits for nothing but the connection. */
  private final Queue<Supplier<String>> urgent = new ArrayDeque<>();

  private final Queue<Parcel> parcels = new ArrayDeque<>();
  private @Nullable Connection connection;
  private boolean flowing;
  private boolean busy;

  Outbox(Loop loop, Consumer<String> failed) {
    this.loop = loop;
    this.failed = failed;
  }

  /** There is a connection; the calls do not go out yet. */
  void start(Connection opened) {
    stop();
    connection = opened;
  }

  /** The calls go out. */
  void flow() {
    flowing = true;
    pump();
  }

  /** The connection is gone; calls that were not sent stay. */
  void stop() {
    connection = null;
    flowing = false;
    busy = false;
    urgent.clear();
  }

  /** Nothing is to be sent any more. */
  void clear() {
    parcels.clear();
    urgent.clear();
    flowing = false;
  }

  void add(Parcel parcel) {
    if (!flowing) {
      // Those that have ended while there was no connection would pile up.
      parcels.removeIf(Parcel::isDone);
    }
    parcels.add(parcel);
    pump();
  }

  /** Sends a call of the runtime's own, in front of all others. */
  void urgent(Parcel parcel) {
    urgent.add(parcel::send);
    pump();
  }

  /** Sends a notification, in front of all calls. */
  void urgent(JsonNode notification) {
    urgent.add(() -> Json.write(notification));
    pump();
  }

  private void pump() {
    Connection to = connection;
    if (to == null || busy) {
      return;
    }
    String text = next();
    if (text == null) {
      return;
    }
    busy = true;
    to.send(text)
        .whenComplete(
            (done, error) -> {
              String reason = error == null ? null : Reason.of(error);
              loop.post(() -> taken(to, reason));
            });
  }

  private void taken(Connection by, @Nullable String reason) {
    if (connection != by) {
      return;
    }
    busy = false;
    if (reason == null) {
      pump();
    } else {
      failed.accept(reason);
    }
  }

  private @Nullable String next() {
    Supplier<String> first = urgent.poll();
    if (first != null) {
      return first.get();
    }
    while (flowing) {
      Parcel parcel = parcels.poll();
      if (parcel == null) {
        break;
      }
      if (!parcel.isDone()) {
        return parcel.send();
      }
    }
    return null;
  }
}
