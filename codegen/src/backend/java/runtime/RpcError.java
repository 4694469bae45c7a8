import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** The server answered an error. */
public class RpcError extends ClientError {
  private static final long serialVersionUID = 1L;

  /** The error's number. */
  private final long code;

  /** The message as it came. */
  private final String rpcMessage;

  /** What the server adds. */
  private final transient @Nullable JsonNode data;

  /**
   * An error as it was answered.
   *
   * @param code the error's number
   * @param message the message as it came
   * @param data what the server adds, if anything
   */
  public RpcError(long code, String message, @Nullable JsonNode data) {
    super(data != null && data.isTextual() ? message + ": " + data.textValue() : message);
    this.code = code;
    this.rpcMessage = message;
    this.data = data;
  }

  /**
   * The same error as one that a method declares.
   *
   * @param error the error as it was answered
   */
  protected RpcError(RpcError error) {
    this(error.code, error.rpcMessage, error.data);
  }

  /**
   * The error's number.
   *
   * @return the number as it came
   */
  public final long code() {
    return code;
  }

  /**
   * The message as it came; {@link #getMessage} may say more.
   *
   * @return the message
   */
  public final String rpcMessage() {
    return rpcMessage;
  }

  /**
   * What the server adds.
   *
   * @return any JSON; null: nothing
   */
  public final @Nullable JsonNode data() {
    return data;
  }
}
