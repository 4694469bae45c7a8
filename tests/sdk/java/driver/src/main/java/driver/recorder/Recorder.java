package driver.recorder;

import com.fasterxml.jackson.databind.JsonNode;
import thunder.recorder.RecordCompletion;
import thunder.recorder.RecordError;
import thunder.recorder.RecorderClient;
import thunder.recorder.runtime.Caller;
import thunder.recorder.runtime.Codecs;
import thunder.recorder.runtime.RpcError;

/** The recorder, by the names of its operations. */
public final class Recorder extends PackageSession<RecorderClient> {
  public Recorder(String url, JsonNode options) {
    super(url, options);
    beginning(
        "record",
        Codecs.TEXT,
        RecordCompletion.CODEC,
        (on, given) -> on.record(given.params().path("title").textValue(), given.options()));
    operation(
        "recording_stop",
        Codecs.CONFIRMATION,
        (on, given) -> on.recordingStop(given.instance(), given.options()));
    operation(
        "get_recording_title",
        Codecs.TEXT,
        (on, given) -> on.getRecordingTitle(given.instance(), given.options()));
    operation(
        "set_recording_title",
        Codecs.CONFIRMATION,
        (on, given) ->
            on.setRecordingTitle(
                given.instance(), Codecs.TEXT.fromJson(given.params()), given.options()));
    operation("get_quality", Codecs.UINT8, (on, given) -> on.getQuality(given.options()));
    operation(
        "set_quality",
        Codecs.CONFIRMATION,
        (on, given) -> on.setQuality(Codecs.UINT8.fromJson(given.params()), given.options()));
    event(
        "subscribe_disk_filled",
        Codecs.UINT8,
        (on, given) -> on.subscribeDiskFilled(given.subscribeOptions()));
    event(
        "subscribe_recording_grown",
        Codecs.UINT32,
        (on, given) -> on.subscribeRecordingGrown(given.instance(), given.subscribeOptions()));
  }

  @Override
  protected RecorderClient service(Caller caller, String callsign) {
    return callsign == null ? new RecorderClient(caller) : new RecorderClient(caller, callsign);
  }

  @Override
  protected Enum<?> kind(RpcError error) {
    return error instanceof RecordError record ? record.kind() : null;
  }
}
