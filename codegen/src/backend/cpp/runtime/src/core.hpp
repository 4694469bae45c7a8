// What a client is made of, shared with what was made on it.

#pragma once

#include "channel.hpp"
#include "worker.hpp"

#include <client_package/runtime/client.hpp>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace client_package::rpc {

/// One connection with its threads. Everything but `post` leads to the thread of the connection.
class Core final : public Caller, public std::enable_shared_from_this<Core> {
 public:
  Core(Url url, Options options);
  ~Core() override;

  std::shared_ptr<CallState> invoke(const std::string& method, const std::optional<std::string>& params, const CallOptions& options,
                                    const std::shared_ptr<Listener>& listener) override;
  Outcome<Registering> enlist(Target target, const SubscribeOptions& options) override;
  Outcome<Awaiting> await(const std::string& event) override;
  std::shared_ptr<CallState> failed(ErrorPointer error) override;

  std::shared_ptr<CallState> connect();
  void close();
  State state() const { return state_; }
  Duration deadline() const { return options_.deadline; }
  const std::string& shown() const { return url_.shown; }

  /// A call that has not been given to the connection yet.
  PendingPointer make_call(const std::string& method, const std::optional<std::string>& params, std::optional<Duration> deadline);
  /// Has calls sent.
  void send(const std::vector<PendingPointer>& calls, bool batch);
  /// Ends the registration of a listener.
  void unlisten(const std::shared_ptr<Listener>& listener);

 private:
  /// Runs `work` in the thread of the connection; false: there is none any more.
  bool post(std::function<void(Channel&)> work);
  std::unique_ptr<Channel> make_channel();
  void ask_token(std::function<void(TokenAnswer)> answer);
  std::shared_ptr<CallState> make_state() const;

  const Url url_;
  const Options options_;
  std::atomic<State> state_{State::Idle};
  std::atomic<std::uint64_t> registrations_{0};
  /// Runs callbacks.
  const std::shared_ptr<Worker> worker_ = std::make_shared<Worker>();
  /// Asks for tokens, which may be waited for by callbacks.
  const std::shared_ptr<Worker> token_worker_ = std::make_shared<Worker>();
  std::mutex mutex_;
  std::condition_variable gone_;
  bool closing_ = false;
  bool closed_ = false;
  std::unique_ptr<Network> network_;
  std::unique_ptr<Channel> channel_;
};

}  // namespace client_package::rpc
