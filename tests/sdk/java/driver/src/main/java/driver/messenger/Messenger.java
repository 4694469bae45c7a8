package driver.messenger;

import com.fasterxml.jackson.databind.JsonNode;
import thunder.messenger.JoinError;
import thunder.messenger.JoinParams;
import thunder.messenger.LeaveError;
import thunder.messenger.LeaveParams;
import thunder.messenger.MessageEvent;
import thunder.messenger.MessengerClient;
import thunder.messenger.RoomUpdateEvent;
import thunder.messenger.SendError;
import thunder.messenger.SendParams;
import thunder.messenger.UserUpdateEvent;
import thunder.messenger.runtime.Caller;
import thunder.messenger.runtime.Codecs;
import thunder.messenger.runtime.RpcError;

/** The Messenger, by the names of its operations. */
public final class Messenger extends PackageSession<MessengerClient> {
  public Messenger(String url, JsonNode options) {
    super(url, options);
    operation(
        "join",
        Codecs.TEXT,
        (on, given) -> on.join(JoinParams.CODEC.fromJson(given.params()), given.options()));
    operation(
        "leave",
        Codecs.CONFIRMATION,
        (on, given) -> on.leave(LeaveParams.CODEC.fromJson(given.params()), given.options()));
    operation(
        "send",
        Codecs.CONFIRMATION,
        (on, given) -> on.send(SendParams.CODEC.fromJson(given.params()), given.options()));
    event(
        "subscribe_room_update",
        RoomUpdateEvent.CODEC,
        (on, given) -> on.subscribeRoomUpdate(given.subscribeOptions()));
    event(
        "subscribe_user_update",
        UserUpdateEvent.CODEC,
        (on, given) -> on.subscribeUserUpdate(given.index(), given.subscribeOptions()));
    event(
        "subscribe_message",
        MessageEvent.CODEC,
        (on, given) -> on.subscribeMessage(given.index(), given.subscribeOptions()));
  }

  @Override
  protected MessengerClient service(Caller caller, String callsign) {
    return callsign == null ? new MessengerClient(caller) : new MessengerClient(caller, callsign);
  }

  @Override
  protected Enum<?> kind(RpcError error) {
    if (error instanceof JoinError join) {
      return join.kind();
    }
    if (error instanceof LeaveError leave) {
      return leave.kind();
    }
    return error instanceof SendError send ? send.kind() : null;
  }
}
