// The operations of the packages, by their names, through their typed methods.

import * as dimmer from "dimmer-client";
import * as messenger from "messenger-client";
import * as recorder from "recorder-client";
import type { Call, InterfaceName } from "./command.js";

/** Options of one call. */
export type CallOptions = messenger.SubscribeOptions;

/** An item as it is written. */
export interface Items extends AsyncIterable<unknown> {
  close(): void;
  forEach(callback: (item: unknown) => void): Promise<void>;
}

/** What a call has begun that ends later, as it is written. */
export class Begun {
  constructor(
    readonly result: unknown,
    readonly completed: Promise<unknown>,
    readonly abandon: () => void,
  ) {}
}

/** Does one operation; gives its result as JSON, or what it has begun. */
type Operation = (call: Call, options: CallOptions) => Promise<unknown>;

/** Subscribes to one event. */
type Subscribe = (call: Call, options: CallOptions) => Promise<Items>;

/** A generated client, by names. */
export interface Service {
  readonly operations: Readonly<Record<string, Operation>>;
  readonly events: Readonly<Record<string, Subscribe>>;
  /** The client itself, for its text form. */
  readonly client: object;
}

type Options = { readonly callsign?: string | undefined };

/** Connections of all packages look the same from here. */
export type Client = messenger.Client | dimmer.Client | recorder.Client;

/** A package: its client, and its interface on a client or in a batch. */
export interface Package {
  readonly Client: new (url: string, options: messenger.NodeOptions) => Client;
  service(caller: unknown, options: Options): Service;
}

const confirmed = (): null => null;

export const packages: Readonly<Record<InterfaceName, Package>> = {
  messenger: {
    Client: messenger.Client,
    service(caller, options) {
      const client = new messenger.MessengerClient(caller as messenger.Caller, options);
      const { decode, encode } = messenger;
      return {
        client,
        operations: {
          join: async ({ params }, options) => client.join(decode(messenger.JoinParams, params), options),
          leave: async ({ params }, options) => client.leave(decode(messenger.LeaveParams, params), options).then(confirmed),
          send: async ({ params }, options) => client.send(decode(messenger.SendParams, params), options).then(confirmed),
        },
        events: {
          subscribe_room_update: async (_, options) =>
            items(await client.subscribeRoomUpdate(options), (event) => encode(messenger.RoomUpdateEvent, event)),
          subscribe_user_update: async ({ index }, options) =>
            items(await client.subscribeUserUpdate(given(index), options), (event) => encode(messenger.UserUpdateEvent, event)),
          subscribe_message: async ({ index }, options) =>
            items(await client.subscribeMessage(given(index), options), (event) => encode(messenger.MessageEvent, event)),
        },
      };
    },
  },
  dimmer: {
    Client: dimmer.Client,
    service(caller, options) {
      const client = new dimmer.DimmerClient(caller as dimmer.Caller, options);
      const { encode } = dimmer;
      return {
        client,
        operations: {
          turn_off: async (_, options) => client.turnOff(options),
          get_lamps: async (_, options) => client.getLamps(options),
          get_brightness: async ({ index }, options) => client.getBrightness(given(index), options),
          // Whatever it is: the package must look.
          set_brightness: async ({ index, params }, options) => client.setBrightness(given(index), params as number, options).then(confirmed),
        },
        events: {
          subscribe_brightness_changed: async ({ index }, options) =>
            items(await client.subscribeBrightnessChanged(given(index), options), (event) => encode(dimmer.BrightnessChangedEvent, event)),
        },
      };
    },
  },
  recorder: {
    Client: recorder.Client,
    service(caller, options) {
      const client = new recorder.RecorderClient(caller as recorder.Caller, options);
      const { encode } = recorder;
      return {
        client,
        operations: {
          record: async ({ params }, options) => {
            const { result, completed, abandon } = await client.record(params as { title: string }, options);
            return new Begun(
              result,
              completed.then((end) => encode(recorder.RecordCompletion, end)),
              abandon,
            );
          },
          recording_stop: async ({ instance }, options) => client.recordingStop(given(instance), options).then(confirmed),
          get_recording_title: async ({ instance }, options) => client.getRecordingTitle(given(instance), options),
          set_recording_title: async ({ instance, params }, options) =>
            client.setRecordingTitle(given(instance), params as string, options).then(confirmed),
          get_quality: async (_, options) => client.getQuality(options),
          set_quality: async ({ params }, options) => client.setQuality(params as number, options).then(confirmed),
        },
        events: {
          subscribe_disk_filled: async (_, options) => items(await client.subscribeDiskFilled(options), (event) => event),
          subscribe_recording_grown: async ({ instance }, options) =>
            items(await client.subscribeRecordingGrown(given(instance), options), (event) => event),
        },
      };
    },
  },
};

function given(text: string | undefined): string {
  if (text === undefined) {
    throw new TypeError("the command has no index, or no instance");
  }
  return text;
}

/** Items of a subscription as they are written. */
function items<T>(subscription: messenger.Subscription<T> | dimmer.Subscription<T> | recorder.Subscription<T>, encode: (event: T) => unknown): Items {
  const written = (item: messenger.Item<T>): unknown => {
    if (item.type === "event") {
      return { event: encode(item.params) };
    }
    const { cause, missed, snapshot } = item;
    return { gap: { cause, missed: missed ?? null, snapshot } };
  };
  return {
    close: () => {
      subscription.close();
    },
    forEach: (callback) =>
      subscription.forEach((item) => {
        callback(written(item));
      }),
    async *[Symbol.asyncIterator]() {
      for await (const item of subscription) {
        yield written(item);
      }
    },
  };
}
