// The packages: their types, and their operations by name.

#pragma once

#include "session.hpp"

#include <dimmer_client/dimmer.hpp>
#include <messenger_client/messenger.hpp>
#include <recorder_client/recorder.hpp>

#include <stdexcept>

/// The names of a package that are the same in every one.
#define PACKAGE(name)                               \
  using BindingOptions = name::BindingOptions;      \
  using Batch = name::Batch;                        \
  using CallOptions = name::CallOptions;            \
  using Cancelled = name::Cancelled;                \
  using Client = name::Client;                      \
  using ClientClosed = name::ClientClosed;          \
  using ClientError = name::ClientError;            \
  using ConnectFailed = name::ConnectFailed;        \
  using ConnectionLost = name::ConnectionLost;      \
  using DeadlineExceeded = name::DeadlineExceeded;  \
  using DecodeError = name::DecodeError;            \
  using Duration = name::Duration;                  \
  using ErrorPointer = name::ErrorPointer;          \
  using InvalidArgument = name::InvalidArgument;    \
  using MethodError = name::MethodError;            \
  using Misfit = name::rpc::Misfit;                 \
  using NotSupported = name::NotSupported;          \
  using Options = name::Options;                    \
  using Policy = name::Policy;                      \
  using QueueFull = name::QueueFull;                \
  using RpcError = name::RpcError;                  \
  using SlowConsumer = name::SlowConsumer;          \
  using SubscribeOptions = name::SubscribeOptions;  \
  using Void = name::rpc::Void

/// Hands out the codec `C` as a function that writes.
template <typename P, typename C>
auto writer() {
  return [](const typename C::Value& value) { return SessionOf<P>::template encoded<C>(value); };
}

/// What the harness calls, and no package knows.
[[noreturn]] inline void unknown(const std::string& operation) { throw std::invalid_argument("there is no operation " + operation); }

struct Messenger {
  PACKAGE(messenger_client);
  using Service = messenger_client::MessengerClient;

  template <typename Made>
  static void call(SessionOf<Messenger>&, const Service& service, const Json& command, const Made& made,
                   const std::function<void(Json)>& refused) {
    namespace package = messenger_client;
    using S = SessionOf<Messenger>;
    const std::string operation = command["operation"];
    const Json params = command.value("params", Json());
    const CallOptions options = S::call_options(command);
    if (operation == "join") {
      if (const auto value = S::read<package::rpc::Object<package::JoinParams>>(params, refused)) {
        made(service.join(*value, options), writer<Messenger, package::rpc::Text>());
      }
    } else if (operation == "leave") {
      if (const auto value = S::read<package::rpc::Object<package::LeaveParams>>(params, refused)) {
        made(service.leave(*value, options), writer<Messenger, Void>());
      }
    } else if (operation == "send") {
      if (const auto value = S::read<package::rpc::Object<package::SendParams>>(params, refused)) {
        made(service.send(*value, options), writer<Messenger, Void>());
      }
    } else {
      unknown(operation);
    }
  }

  template <typename Made>
  static void subscribe(const Service& service, const Json& command, const SubscribeOptions& options, const Made& made) {
    namespace package = messenger_client;
    const std::string operation = command["operation"];
    const std::string index = command.value("index", "");
    if (operation == "subscribe_room_update") {
      made(service.subscribe_room_update(options), writer<Messenger, package::rpc::Object<package::RoomUpdateEvent>>());
    } else if (operation == "subscribe_user_update") {
      made(service.subscribe_user_update(index, options), writer<Messenger, package::rpc::Object<package::UserUpdateEvent>>());
    } else if (operation == "subscribe_message") {
      made(service.subscribe_message(index, options), writer<Messenger, package::rpc::Object<package::MessageEvent>>());
    } else {
      unknown(operation);
    }
  }
};

struct Dimmer {
  PACKAGE(dimmer_client);
  using Service = dimmer_client::DimmerClient;

  template <typename Made>
  static void call(SessionOf<Dimmer>&, const Service& service, const Json& command, const Made& made,
                   const std::function<void(Json)>& refused) {
    namespace package = dimmer_client;
    using S = SessionOf<Dimmer>;
    using Percent = package::rpc::Integer<std::uint8_t>;
    const std::string operation = command["operation"];
    const std::string index = command.value("index", "");
    const CallOptions options = S::call_options(command);
    if (operation == "turn_off") {
      made(service.turn_off(options), writer<Dimmer, package::rpc::Integer<std::uint32_t>>());
    } else if (operation == "get_lamps") {
      made(service.get_lamps(options), writer<Dimmer, package::rpc::List<package::rpc::Text>>());
    } else if (operation == "get_brightness") {
      made(service.get_brightness(index, options), writer<Dimmer, Percent>());
    } else if (operation == "set_brightness") {
      if (const auto value = S::read<Percent>(command.value("params", Json()), refused)) {
        made(service.set_brightness(index, *value, options), writer<Dimmer, Void>());
      }
    } else {
      unknown(operation);
    }
  }

  template <typename Made>
  static void subscribe(const Service& service, const Json& command, const SubscribeOptions& options, const Made& made) {
    namespace package = dimmer_client;
    const std::string operation = command["operation"];
    if (operation == "subscribe_brightness_changed") {
      made(service.subscribe_brightness_changed(command.value("index", ""), options),
           writer<Dimmer, package::rpc::Object<package::BrightnessChangedEvent>>());
    } else {
      unknown(operation);
    }
  }
};

struct Recorder {
  PACKAGE(recorder_client);
  using Service = recorder_client::RecorderClient;

  template <typename Made>
  static void call(SessionOf<Recorder>& session, const Service& service, const Json& command, const Made& made,
                   const std::function<void(Json)>& refused) {
    namespace package = recorder_client;
    using S = SessionOf<Recorder>;
    using Percent = package::rpc::Integer<std::uint8_t>;
    using Text = package::rpc::Text;
    const std::string operation = command["operation"];
    const std::string recording = command.value("instance", "");
    const CallOptions options = S::call_options(command);
    if (operation == "record") {
      const std::uint64_t id = command.value("id", std::uint64_t{0});
      made(service.record(command["params"]["title"].get<std::string>(), options), [&session, id](const auto& started) {
        session.begun(id, started.completed, writer<Recorder, package::rpc::Object<package::RecordCompletion>>());
        return S::encoded<Text>(started.result);
      });
    } else if (operation == "recording_stop") {
      made(service.recording_stop(recording, options), writer<Recorder, Void>());
    } else if (operation == "get_recording_title") {
      made(service.get_recording_title(recording, options), writer<Recorder, Text>());
    } else if (operation == "set_recording_title") {
      if (const auto title = S::read<Text>(command.value("params", Json()), refused)) {
        made(service.set_recording_title(recording, *title, options), writer<Recorder, Void>());
      }
    } else if (operation == "get_quality") {
      made(service.get_quality(options), writer<Recorder, Percent>());
    } else if (operation == "set_quality") {
      if (const auto quality = S::read<Percent>(command.value("params", Json()), refused)) {
        made(service.set_quality(*quality, options), writer<Recorder, Void>());
      }
    } else {
      unknown(operation);
    }
  }

  template <typename Made>
  static void subscribe(const Service& service, const Json& command, const SubscribeOptions& options, const Made& made) {
    namespace package = recorder_client;
    const std::string operation = command["operation"];
    if (operation == "subscribe_disk_filled") {
      made(service.subscribe_disk_filled(options), writer<Recorder, package::rpc::Integer<std::uint8_t>>());
    } else if (operation == "subscribe_recording_grown") {
      made(service.subscribe_recording_grown(command.value("instance", ""), options), writer<Recorder, package::rpc::Integer<std::uint32_t>>());
    } else {
      unknown(operation);
    }
  }
};
