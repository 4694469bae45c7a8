import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.function.Supplier;

/** Calls that travel together; one alone is no batch. */
final class Parcel {
  final List<PendingCall> calls;
  private final boolean batch;

  Parcel(List<PendingCall> calls, boolean batch) {
    this.calls = List.copyOf(calls);
    this.batch = batch;
    for (PendingCall call : calls) {
      call.parcel = this;
    }
  }

  /** Whether nothing waits any more. */
  boolean isDone() {
    return calls.stream().allMatch(PendingCall::isDone);
  }

  /** The text of what still waits, which is sent now. */
  String send() {
    ArrayNode requests = Json.NODES.arrayNode();
    for (PendingCall call : calls) {
      if (!call.isDone()) {
        call.sent = true;
        requests.add(call.request());
      }
    }
    return Json.write(batch ? requests : requests.required(0));
  }

  /** Ends all that still waits. */
  void fail(Supplier<? extends ClientError> reason) {
    for (PendingCall call : calls) {
      if (!call.isDone()) {
        call.fail(reason.get());
      }
    }
  }
}
