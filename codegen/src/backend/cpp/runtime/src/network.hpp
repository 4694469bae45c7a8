// What connects: the thread of a client's connection, its timers, sockets and requests. The only part that
// knows Boost, behind classes without it.
//
// Everything of a `Network` but `post` is to be used in its own thread alone, and calls back there.

#pragma once

#include "url.hpp"

#include <client_package/runtime/options.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace client_package::rpc {

/// An open WebSocket, or one on its way.
class Socket {
 public:
  Socket() = default;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  virtual ~Socket() = default;

  /// Sends a text.
  virtual void send(std::string text) = 0;
  /// Bytes that have not left yet.
  virtual std::size_t buffered() const = 0;
  /// Asks the other side whether it lives.
  virtual void ping() = 0;
  /// Begins to close.
  virtual void close() = 0;
  /// Ends it at once. Nothing is told any more.
  virtual void terminate() = 0;
};

/// Is told what happens to a WebSocket.
struct SocketEvents {
  std::function<void()> opened{};
  /// Something has come, whatever it is.
  std::function<void()> heard{};
  std::function<void(std::string text)> message{};
  /// There is room for more.
  std::function<void()> drained{};
  /// The last, and once. Before `opened`: the attempt failed. `status` is that of an HTTP answer.
  std::function<void(const std::string& reason, std::optional<int> status)> closed{};
};

/// What came of a request.
struct HttpAnswer {
  /// Why there is no answer; empty: there is one.
  std::string problem{};
  int status{};
  std::string body{};
};

/// A request on its way.
class Request {
 public:
  Request() = default;
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;
  virtual ~Request() = default;

  /// Gives it up. Nothing is told any more.
  virtual void abort() = 0;
};

/// The thread of a client's connection.
class Network {
 public:
  /// Begins the thread.
  explicit Network(const Tls& tls);
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;
  ~Network();

  /// Why certificates cannot be used; empty: they can.
  static std::string check(const Tls& tls);

  /// Runs `work` in the thread, after what was given before.
  void post(std::function<void()> work);

  /// Ends the thread; what it has not done is dropped.
  void stop();

  /// Runs `work` after a time; the number stops it.
  std::uint64_t after(Duration time, std::function<void()> work);
  /// Stops what was to be run after a time.
  void forget(std::uint64_t timer);

  /// Begins to connect.
  std::shared_ptr<Socket> connect(const Url& url, const std::string& target, SocketEvents events);

  /// Sends a request and waits for the whole answer.
  std::shared_ptr<Request> request(const Url& url, const std::vector<std::pair<std::string, std::string>>& headers, std::string body,
                                   std::function<void(HttpAnswer)> done);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// A time that runs down, once or never.
class Timer {
 public:
  explicit Timer(Network& network) : network_(network) {}
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer() { stop(); }

  /// Starts it anew.
  void start(Duration time, std::function<void()> work) {
    stop();
    number_ = network_.after(time, std::move(work));
  }
  /// Stops it.
  void stop() {
    network_.forget(number_);
    number_ = 0;
  }

 private:
  Network& network_;
  std::uint64_t number_ = 0;
};

}  // namespace client_package::rpc
