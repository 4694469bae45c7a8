package driver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import driver.dimmer.Dimmer;
import driver.messenger.Messenger;
import driver.recorder.Recorder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The driver: does what standard input says, and writes what came of it. */
public final class Main {
  private static final PrintStream OUT = new PrintStream(System.out, false, StandardCharsets.UTF_8);

  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final Map<Long, CompletableFuture<?>> calls = new ConcurrentHashMap<>();
  private final Map<Long, Listening> listening = new ConcurrentHashMap<>();
  private final Map<Long, Runnable> held = new ConcurrentHashMap<>();
  private final Threads threads = new Threads();

  private Main() {}

  public static void main(String[] arguments) throws IOException {
    Main main = new Main();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      JsonNode command = Json.read(line);
      main.execute(command);
      if (command.path("do").textValue().equals("exit")) {
        return;
      }
    }
  }

  /** Starts a command, and answers it when it is done. */
  private void execute(JsonNode command) {
    long id = command.path("id").longValue();
    Session session = sessions.get(client(command));
    try {
      begin(command, session)
          .whenComplete(
              (value, error) -> {
                if (error != null) {
                  write(Json.object().put("id", id).set("error", failure(session, error)));
                } else {
                  JsonNode json = value instanceof JsonNode given ? given : Json.nothing();
                  write(Json.object().put("id", id).set("ok", json));
                }
              });
    } catch (RuntimeException error) {
      write(Json.object().put("id", id).set("error", failure(session, error)));
    }
  }

  private static String client(JsonNode command) {
    return command.path("client").asText("main");
  }

  private static ObjectNode failure(Session session, Throwable error) {
    // Without a session, it was opening one that failed.
    Session known = session == null ? new Messenger("ws://localhost", Json.object()) : session;
    return known.failure(error);
  }

  private CompletableFuture<?> begin(JsonNode command, Session session) {
    long id = command.path("id").longValue();
    String what = command.path("do").textValue();
    switch (what) {
      case "open" -> {
        return open(command);
      }
      case "connect" -> {
        return session.connect();
      }
      case "call" -> {
        CompletableFuture<JsonNode> call = kept(id, session.call(command));
        call.thenRun(() -> tellEnd(id, session));
        return call;
      }
      case "abandon" -> {
        session.end(command.path("call").longValue()).cancel(true);
        return done(null);
      }
      case "cancel" -> {
        calls.get(command.path("call").longValue()).cancel(true);
        return done(null);
      }
      case "batch" -> {
        return session.batch(command);
      }
      case "subscribe" -> {
        return kept(id, session.subscribe(command))
            .thenAccept(subscription -> listen(id, command, session, subscription));
      }
      case "resume" -> {
        held.remove(command.path("subscription").longValue()).run();
        return done(null);
      }
      case "unsubscribe" -> {
        listening.get(command.path("subscription").longValue()).close();
        return done(null);
      }
      case "state" -> {
        return done(Json.object().textNode(session.state()));
      }
      case "text" -> {
        return done(Json.object().textNode(session.text()));
      }
      case "close" -> {
        return session.close();
      }
      case "remains" -> {
        return CompletableFuture.supplyAsync(
            () -> Json.object().numberNode(threads.remaining()), threads);
      }
      case "exit" -> {
        return done(null);
      }
      default -> throw new IllegalArgumentException("there is no command " + what);
    }
  }

  private <T> CompletableFuture<T> kept(long id, CompletableFuture<T> call) {
    calls.put(id, call);
    return call;
  }

  private static CompletableFuture<?> done(JsonNode value) {
    return CompletableFuture.completedFuture(value);
  }

  private CompletableFuture<?> open(JsonNode command) {
    threads.remember();
    String url = command.path("url").textValue();
    JsonNode options = command.path("options");
    Session session =
        switch (command.path("interface").textValue()) {
          case "dimmer" -> new Dimmer(url, options);
          case "recorder" -> new Recorder(url, options);
          default -> new Messenger(url, options);
        };
    sessions.put(client(command), session);
    return done(null);
  }

  private static void tellEnd(long id, Session session) {
    CompletableFuture<JsonNode> completed = session.end(id);
    if (completed == null) {
      return;
    }
    completed.whenComplete(
        (end, error) -> {
          ObjectNode line = Json.object().put("completion", id);
          write(error == null ? line.set("ok", end) : line.set("error", session.failure(error)));
        });
  }

  private void listen(long id, JsonNode command, Session session, Listening subscription) {
    listening.put(id, subscription);
    Runnable begin =
        command.path("callback").booleanValue()
            ? () ->
                subscription
                    .listen(item -> give(id, item))
                    .whenComplete((end, error) -> end(id, session, error))
            : () -> threads.execute(() -> iterate(id, session, subscription));
    if (command.path("hold").booleanValue()) {
      held.put(id, begin);
    } else {
      begin.run();
    }
  }

  private static void iterate(long id, Session session, Listening subscription) {
    try {
      subscription.iterate(item -> give(id, item));
      end(id, session, null);
    } catch (RuntimeException error) {
      end(id, session, error);
    }
  }

  private static void give(long id, ObjectNode item) {
    write(Json.object().put("subscription", id).setAll(item));
  }

  private static void end(long id, Session session, Throwable error) {
    JsonNode end = error == null ? Json.nothing() : session.failure(error);
    give(id, Json.object().set("end", end));
  }

  private static void write(JsonNode line) {
    String text = Json.write(line);
    synchronized (OUT) {
      OUT.print(text + "\n");
      OUT.flush();
    }
  }
}
