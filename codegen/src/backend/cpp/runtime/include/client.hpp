// The connection to a server, and batches on it.

#pragma once

#include <client_package/runtime/call.hpp>
#include <client_package/runtime/options.hpp>
#include <client_package/runtime/subscription.hpp>

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>

namespace client_package::rpc {

struct Listener;

/// What a registration is made of before it has a client id. Not for programs.
struct Target {
  /// The designators of `register` and `unregister`.
  std::string enter{};
  std::string leave{};
  /// The name that is registered for.
  std::string event{};
  /// Stands in front of the client's own id, with a dot; empty: nothing does.
  std::string prefix{};
  /// What notifications are called behind the client id and a dot.
  std::string notification{};
  /// The server tells its current state upon registration.
  bool snapshot{};
};

/// What calls can be made on: a client, or a batch. For generated clients; not for programs.
class Caller {
 public:
  /// A registration that is under way.
  struct Registering {
    std::shared_ptr<CallState> call;
    std::shared_ptr<Feed> feed;
  };
  /// A completion that is to be listened for, under an id that has been chosen now.
  struct Awaiting {
    std::string id;
    std::shared_ptr<CallState> completion;
    std::shared_ptr<Listener> listener;
  };

  Caller() = default;
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;
  virtual ~Caller();

  /// Calls a method. `params` is the JSON text of the params, if there are any; `listener` is that of the
  /// completion, if it has one.
  virtual std::shared_ptr<CallState> invoke(const std::string& method, const std::optional<std::string>& params,
                                            const CallOptions& options, const std::shared_ptr<Listener>& listener) = 0;
  /// Registers for an event.
  virtual Outcome<Registering> enlist(Target target, const SubscribeOptions& options) = 0;
  /// Prepares to listen for the one notification of a completion.
  virtual Outcome<Awaiting> await(const std::string& event) = 0;
  /// A call that has failed before it was made.
  virtual std::shared_ptr<CallState> failed(ErrorPointer error) = 0;
};

class Core;

/// One connection to one server, shared by any number of generated clients. It is closed when it goes out of
/// scope. All of its functions may be called from any thread.
class Client {
 public:
  /// A client for the server at this URL: `ws:` and `wss:` talk over a WebSocket, `http:` and `https:` over
  /// HTTP, where there are no events. It connects when it is first used. Throws `InvalidArgument`.
  explicit Client(const std::string& url, Options options = {});

  /// The same without exceptions.
  static Outcome<Client> open(const std::string& url, Options options = {});

  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  ~Client();

  /// Where the connection stands.
  State state() const;

  /// Makes one attempt to connect, unless there is a connection. Fails with `ConnectFailed`; the client can
  /// still be used then, and tries again.
  Call<Nothing> connect();

  /// Ends everything: calls that wait fail with `ClientClosed`, iterations end. Returns when the connection
  /// and the client's threads are gone. Once more does nothing.
  void close();

  /// The server, without what might be secret.
  std::string text() const;

  /// What generated clients call. Not for programs.
  std::shared_ptr<Caller> caller() const;

 private:
  friend class Batch;
  explicit Client(std::shared_ptr<Core> core);
  std::shared_ptr<Core> core_;
};

/// Writes the server, without what might be secret.
std::ostream& operator<<(std::ostream& out, const Client& client);

/// Calls that travel together. Make a generated client on it, make calls with that, then `send`. Each call
/// has its own outcome. Those of a batch that is never sent fail with `Cancelled`.
class Batch {
 public:
  /// A batch that is sent by this client.
  explicit Batch(const Client& client);
  Batch(Batch&&) noexcept;
  Batch& operator=(Batch&&) noexcept;
  ~Batch();

  /// Sends all calls; one deadline holds for all. Once more does nothing.
  void send(const CallOptions& options = {});

  /// What generated clients call. Not for programs.
  std::shared_ptr<Caller> caller() const;

 private:
  class Collector;
  std::shared_ptr<Collector> collector_;
};

}  // namespace client_package::rpc
