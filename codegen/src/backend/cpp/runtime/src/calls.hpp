// Calls that wait for their answers. All of it belongs to the thread of the connection.

#pragma once

#include "network.hpp"

#include <client_package/runtime/call.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace client_package::rpc {

class Parcel;

/// A call that waits: for a connection, for room, for its answer.
struct PendingCall {
  /// Method and params as members of a JSON object.
  std::string body{};
  Duration deadline{};
  std::shared_ptr<CallState> state{};
  /// What the runtime has to do at the end, before anybody else is told.
  std::function<void(const Reply&)> at_end{};
  std::uint64_t id{};
  /// Whether it has been given to the transport. Until then no answer can be meant for it.
  bool sent{};
  bool done{};
  /// What it travels in, until it ends.
  std::shared_ptr<Parcel> parcel{};
  std::unique_ptr<Timer> timer{};

  /// The request as it travels.
  std::string text() const;
};

using PendingPointer = std::shared_ptr<PendingCall>;

/// Calls that travel together; one alone is no batch.
class Parcel {
 public:
  Parcel(std::vector<PendingPointer> calls, bool batch) : calls_(std::move(calls)), batch_(batch) {}

  const std::vector<PendingPointer>& calls() const { return calls_; }
  /// Whether nothing waits any more.
  bool done() const;
  /// The text of what still waits.
  std::string text() const;

  /// Is called when nothing waits any more.
  std::function<void()> at_end{};

 private:
  std::vector<PendingPointer> calls_;
  bool batch_;
};

/// All calls of a client.
class Calls {
 public:
  Calls(Network& network, std::size_t limit, std::function<std::string()> waits_for);

  /// Has calls wait from now on, all or none: nothing if there is no room, or everything has been closed.
  std::shared_ptr<Parcel> open(std::vector<PendingPointer> calls, bool batch);
  /// Has a call of the runtime's own wait, for which there is always room.
  std::shared_ptr<Parcel> open_internal(const PendingPointer& call);

  /// Ends a call.
  void end(const PendingPointer& call, Reply reply);
  /// Ends a call with what an answer says.
  void answer(const PendingPointer& call, Json& message);
  /// Ends all of a parcel that still waits.
  void fail(const Parcel& parcel, const ErrorPointer& error);

  /// Gives an answer to its call. What nobody waits for is ignored.
  void take(Json& message);
  /// Gives an error that names no call to those of the only parcel that is unanswered, if it is the only one.
  void take_anonymous(const Json& message);

  /// Ends the calls that were sent.
  void fail_sent(const std::string& reason);
  /// Ends all calls, and all that come.
  void close(const ErrorPointer& error);

  /// Whether any call waits.
  bool waiting() const { return !pending_.empty(); }

 private:
  std::shared_ptr<Parcel> admit(std::vector<PendingPointer> calls, bool batch);

  Network& network_;
  const std::size_t limit_;
  const std::function<std::string()> waits_for_;
  std::map<std::uint64_t, PendingPointer> pending_;
  std::uint64_t last_id_ = 0;
  ErrorPointer closed_;
};

}  // namespace client_package::rpc
