// The way to a server, whatever it runs over. All of it belongs to the thread of the connection.

#pragma once

#include "calls.hpp"
#include "listener.hpp"
#include "url.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace client_package::rpc {

/// Gives a token, or what is wrong with it.
struct TokenAnswer {
  std::optional<std::string> token{};
  std::string problem{};
};

/// What a channel works with.
struct Surroundings {
  Network& network;
  Url url;
  Options options;
  /// Is told every state.
  std::function<void(State)> enter;
  /// Asks for the token; the answer may come at once.
  std::function<void(std::function<void(TokenAnswer)>)> ask_token;
};

/// The way to a server.
class Channel {
 public:
  Channel() = default;
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;
  virtual ~Channel() = default;

  /// Makes one attempt to connect, unless it is connected.
  virtual void connect(std::shared_ptr<CallState> connected) = 0;
  /// Has calls sent as soon as that is possible.
  virtual void send(std::vector<PendingPointer> calls, bool batch) = 0;
  /// Ends a call that nobody wants any more.
  virtual void cancel(const PendingPointer& call) = 0;
  /// Listens to the notifications of a registration.
  virtual void listen(std::shared_ptr<Listener> listener) = 0;
  /// The server has confirmed the registration: it is renewed on every further connection.
  virtual void confirm(const std::shared_ptr<Listener>& listener) = 0;
  /// Stops listening. The server is told if it may have the registration.
  virtual void unlisten(const std::shared_ptr<Listener>& listener, std::optional<bool> may_be_registered) = 0;
  /// Lets go of everything; `done` is called when nothing is left.
  virtual void close(std::function<void()> done) = 0;
};

/// A channel over a WebSocket.
std::unique_ptr<Channel> make_socket_channel(Surroundings surroundings);

/// A channel over HTTP.
std::unique_ptr<Channel> make_http_channel(Surroundings surroundings);

}  // namespace client_package::rpc
