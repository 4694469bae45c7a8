package driver.dimmer;

import com.fasterxml.jackson.databind.JsonNode;
import thunder.dimmer.BrightnessChangedEvent;
import thunder.dimmer.BrightnessError;
import thunder.dimmer.DimmerClient;
import thunder.dimmer.runtime.Caller;
import thunder.dimmer.runtime.Codecs;
import thunder.dimmer.runtime.RpcError;

/** The dimmer, by the names of its operations. */
public final class Dimmer extends PackageSession<DimmerClient> {
  public Dimmer(String url, JsonNode options) {
    super(url, options);
    operation("turn_off", Codecs.UINT32, (on, given) -> on.turnOff(given.options()));
    operation(
        "get_lamps", Codecs.list(Codecs.TEXT), (on, given) -> on.getLamps(given.options()));
    operation(
        "get_brightness",
        Codecs.UINT8,
        (on, given) -> on.getBrightness(given.index(), given.options()));
    operation(
        "set_brightness",
        Codecs.CONFIRMATION,
        (on, given) ->
            on.setBrightness(
                given.index(), Codecs.UINT8.fromJson(given.params()), given.options()));
    event(
        "subscribe_brightness_changed",
        BrightnessChangedEvent.CODEC,
        (on, given) -> on.subscribeBrightnessChanged(given.index(), given.subscribeOptions()));
  }

  @Override
  protected DimmerClient service(Caller caller, String callsign) {
    return callsign == null ? new DimmerClient(caller) : new DimmerClient(caller, callsign);
  }

  @Override
  protected Enum<?> kind(RpcError error) {
    return error instanceof BrightnessError brightness ? brightness.kind() : null;
  }
}
