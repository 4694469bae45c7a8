import java.util.concurrent.CompletionStage;

/** Gives a token before each attempt to connect and each HTTP request, so that it can be renewed. */
@FunctionalInterface
public interface TokenSource {
  /**
   * The token at this moment.
   *
   * @return the token, as soon as it is there
   */
  CompletionStage<String> token();
}
