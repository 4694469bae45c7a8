package chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import thunder.messenger.JoinError;
import thunder.messenger.JoinParams;
import thunder.messenger.LeaveParams;
import thunder.messenger.MessageEvent;
import thunder.messenger.MessengerClient;
import thunder.messenger.SendParams;
import thunder.messenger.UserUpdateEvent;
import thunder.messenger.runtime.Client;
import thunder.messenger.runtime.ClientClosed;
import thunder.messenger.runtime.ClientError;
import thunder.messenger.runtime.ConnectionLost;
import thunder.messenger.runtime.DeadlineExceeded;
import thunder.messenger.runtime.Event;
import thunder.messenger.runtime.Gap;
import thunder.messenger.runtime.Item;
import thunder.messenger.runtime.RpcError;

/**
 * A chat on the command line, over the generated client: every line that is typed is sent to the room, and
 * everything that happens there is printed. The end of the input leaves the room.
 */
public final class Chat {
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  /** How long to wait before a name that is still taken is tried again, in milliseconds. */
  private static final long PATIENCE = 500;

  /** What a token is answered that has died with its connection. */
  private static final long UNKNOWN_KEY = -31_022;

  private final MessengerClient messenger;
  private final String room;
  private final String user;

  /** The right to be in the room; null while the connection is lost. */
  private volatile String token;

  private Chat(Client client, String room, String user) {
    this.messenger = new MessengerClient(client);
    this.room = room;
    this.user = user;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length < 2 || arguments.length > 3) {
      System.err.println("usage: chat ROOM USER [URL]");
      System.exit(2);
    }
    String url = arguments.length > 2 ? arguments[2] : "ws://127.0.0.1:8080/jsonrpc";
    CompletableFuture<Void> listening = new CompletableFuture<>();
    try (Client client = new Client(url)) {
      Chat chat = new Chat(client, arguments[0], arguments[1]);
      chat.join();
      new Thread(() -> chat.listen(listening), "listener").start();
      chat.talk();
    } catch (ClientError error) {
      System.err.println(error.getMessage());
      System.exit(1);
    }
    // What is buffered is still printed.
    listening.join();
  }

  private void join() {
    token = Client.await(messenger.join(new JoinParams(room, user)));
  }

  /** Sends the lines of standard input, and then leaves. */
  private void talk() throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      say(line);
    }
    String here = token;
    if (here == null) {
      return;
    }
    try {
      Client.await(messenger.leave(new LeaveParams(here)));
    } catch (ClientError error) {
      // With the connection, the membership has ended.
      if (!isPassing(error)) {
        throw error;
      }
    }
  }

  /** Sends a line. One that is lost is no reason to stop. */
  private void say(String message) {
    String here = token;
    if (here == null) {
      System.err.println("not sent: the connection is lost");
      return;
    }
    try {
      Client.await(messenger.send(new SendParams(here, message)));
    } catch (ClientError error) {
      System.err.println("not sent: " + error.getMessage());
    }
  }

  /** Prints what happens, until the client is closed. */
  private void listen(CompletableFuture<Void> listening) {
    try {
      while (stay()) {
        token = null;
        joinAgain();
      }
    } catch (ClientClosed closed) {
      // In the middle of joining again.
    } catch (ClientError | InterruptedException error) {
      System.err.println(error.getMessage());
      System.exit(1);
    }
    listening.complete(null);
  }

  /** Prints what happens until the client is closed, or, true, until the membership has died with its connection. */
  private boolean stay() {
    try (var users = Client.await(messenger.subscribeUserUpdate(token));
        var messages = Client.await(messenger.subscribeMessage(token))) {
      Client.await(
          CompletableFuture.allOf(
              users.listen(Chat::printUser), messages.listen(Chat::printMessage)));
      return false;
    } catch (ClientError error) {
      if (isPassing(error)) {
        return true;
      }
      throw error;
    }
  }

  private void joinAgain() throws InterruptedException {
    for (; ; ) {
      try {
        join();
        return;
      } catch (ClientError error) {
        // The server may not have noticed yet that the old connection is gone.
        boolean isTaken =
            error instanceof JoinError refused && refused.kind() == JoinError.Kind.ILLEGAL_STATE;
        if (!isTaken && !isPassing(error)) {
          throw error;
        }
        Thread.sleep(PATIENCE);
      }
    }
  }

  /** Whether a lost connection is the reason, which comes back by itself. */
  private static boolean isPassing(ClientError error) {
    boolean isDead = error instanceof RpcError answered && answered.code() == UNKNOWN_KEY;
    return isDead || error instanceof ConnectionLost || error instanceof DeadlineExceeded;
  }

  private static void printUser(Item<UserUpdateEvent> item) {
    // The messages say it too if something is missing.
    if (item instanceof Event<UserUpdateEvent> event) {
      OUT.println("* " + event.params().user() + " " + event.params().action());
    }
  }

  private static void printMessage(Item<MessageEvent> item) {
    if (item instanceof Event<MessageEvent> event) {
      OUT.println(event.params().user() + ": " + event.params().message());
    } else if (item instanceof Gap<MessageEvent> gap) {
      OUT.println("* something was missed: " + gap.reason());
    }
  }
}
