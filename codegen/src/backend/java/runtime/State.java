/**
 * Where the connection of a client stands. A client over HTTP is {@link #IDLE} until it is closed.
 */
public enum State {
  /** It has not been used yet, or nothing needs it. */
  IDLE,
  /** An attempt to connect is under way. */
  CONNECTING,
  /** It is there. */
  OPEN,
  /** It was lost; the next attempt follows soon. */
  WAITING,
  /** The client is closed for good. */
  CLOSED
}
