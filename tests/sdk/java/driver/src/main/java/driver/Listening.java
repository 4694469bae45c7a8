package driver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The events of a subscription. */
public interface Listening {
  /** Gives every item, on the thread that asks, until the end. */
  void iterate(Consumer<ObjectNode> items);

  /** Gives every item to a callback; completes at the end. */
  CompletableFuture<?> listen(Consumer<ObjectNode> items);

  /** Closes the subscription. */
  void close();
}
