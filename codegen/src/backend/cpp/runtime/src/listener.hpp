// A registration as the connection sees it.

#pragma once

#include <client_package/runtime/json.hpp>
#include <client_package/runtime/errors.hpp>

#include <memory>
#include <string>

namespace client_package::rpc {

class CallState;

/// Takes what a registration brings.
class Sink {
 public:
  Sink() = default;
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;
  virtual ~Sink() = default;

  /// Takes the params of an event; false: it takes no more.
  virtual bool event(Json params) = 0;
  /// The connection is there again.
  virtual void reconnected(bool snapshot) = 0;
  /// Nothing comes any more; an error is given after what is there.
  virtual void end(ErrorPointer error) = 0;
};

/// What listens to the notifications of one name.
struct Listener {
  /// The designators of `register` and `unregister`; empty for a completion, which is not registered for.
  std::string enter{};
  std::string leave{};
  /// Their params, as text.
  std::string params{};
  /// The method name of the notifications.
  std::string notification{};
  /// The server tells its current state upon registration.
  bool snapshot{};
  std::shared_ptr<Sink> sink{};
  /// It is registered again on every further connection.
  bool confirmed{};
  /// The server may have it on the present connection.
  bool registered{};
  /// Of a completion: the call that begins it.
  std::shared_ptr<CallState> begun_by{};
};

}  // namespace client_package::rpc
