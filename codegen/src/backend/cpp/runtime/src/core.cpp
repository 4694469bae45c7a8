#include "core.hpp"

#include "buffer.hpp"

#include <exception>
#include <future>
#include <utility>

namespace client_package::rpc {

namespace {

/// A registration as its consumer holds it.
class RegisteredFeed final : public Feed {
 public:
  RegisteredFeed(std::shared_ptr<Core> core, std::shared_ptr<Listener> listener, std::shared_ptr<Buffer> buffer)
      : core_(std::move(core)), listener_(std::move(listener)), buffer_(std::move(buffer)) {}
  ~RegisteredFeed() override { end(); }

  std::optional<Entry> take(std::optional<Duration> time) override { return buffer_->take(time); }
  bool ended() const override { return buffer_->ended(); }
  ErrorPointer error() const override { return buffer_->error(); }
  void listen(std::function<void(Entry)> entry, std::function<void()> finish) override {
    buffer_->listen(std::move(entry), std::move(finish));
  }
  void close() override { end(); }

 private:
  void end() {
    core_->unlisten(listener_);
    buffer_->clear();
  }

  const std::shared_ptr<Core> core_;
  const std::shared_ptr<Listener> listener_;
  const std::shared_ptr<Buffer> buffer_;
};

/// Gives the one event of a completion to who waits for it.
class CompletionSink final : public Sink {
 public:
  explicit CompletionSink(std::shared_ptr<CallState> completion) : completion_(std::move(completion)) {}

  bool event(Json params) override {
    completion_->settle({std::move(params), nullptr});
    return false;
  }
  void reconnected(bool) override {}
  void end(ErrorPointer error) override {
    completion_->settle({nullptr, error ? std::move(error) : std::make_shared<ClientClosed>()});
  }

 private:
  const std::shared_ptr<CallState> completion_;
};

std::string members(const std::string& method, const std::optional<std::string>& params) {
  return R"("method":)" + Json(method).dump() + (params ? R"(,"params":)" + *params : "");
}

/// Whether a token can stand in the head of a request.
bool is_one_line(const std::string& token) { return token.find_first_of(std::string("\r\n\0", 3)) == std::string::npos; }

}  // namespace

Core::Core(Url url, Options options) : url_(std::move(url)), options_(std::move(options)) {}

Core::~Core() { close(); }

std::unique_ptr<Channel> Core::make_channel() {
  const auto enter = [this](State state) {
    state_ = state;
    if (options_.on_state) {
      worker_->run([told = options_.on_state, state] { told(state); });
    }
  };
  const auto ask = [this](std::function<void(TokenAnswer)> answer) { ask_token(std::move(answer)); };
  Surroundings surroundings{*network_, url_, options_, enter, ask};
  return url_.socket ? make_socket_channel(std::move(surroundings)) : make_http_channel(std::move(surroundings));
}

void Core::ask_token(std::function<void(TokenAnswer)> answer) {
  if (!options_.token) {
    answer({});
    return;
  }
  const auto checked = [](std::string token) -> TokenAnswer {
    if (!is_one_line(token)) {
      return {std::nullopt, "the token cannot be sent: it holds the end of a line"};
    }
    return {std::move(token), {}};
  };
  if (options_.token->fixed()) {
    answer(checked(*options_.token->fixed()));
    return;
  }
  // It may take its time, and must not keep the client alive meanwhile.
  token_worker_->run([weak = weak_from_this(), token = *options_.token, answer = std::move(answer), checked] {
    TokenAnswer given;
    try {
      given = checked(token.ask());
    } catch (const std::exception& error) {
      given.problem = std::string("there is no token: ") + error.what();
    } catch (...) {
      given.problem = "there is no token";
    }
    if (const std::shared_ptr<Core> core = weak.lock()) {
      core->post([answer, given](Channel&) { answer(given); });
    }
  });
}

std::shared_ptr<CallState> Core::make_state() const {
  return std::make_shared<CallState>([worker = worker_](std::function<void()>& callback) { return worker->run(std::move(callback)); });
}

bool Core::post(std::function<void(Channel&)> work) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (closing_) {
    return false;
  }
  if (!network_) {
    network_ = std::make_unique<Network>(options_.tls);
    channel_ = make_channel();
  }
  network_->post([channel = channel_.get(), work = std::move(work)] { work(*channel); });
  return true;
}

std::shared_ptr<CallState> Core::failed(ErrorPointer error) {
  std::shared_ptr<CallState> state = make_state();
  state->settle({nullptr, std::move(error)});
  return state;
}

PendingPointer Core::make_call(const std::string& method, const std::optional<std::string>& params, std::optional<Duration> deadline) {
  auto call = std::make_shared<PendingCall>();
  call->body = members(method, params);
  call->deadline = deadline.value_or(options_.deadline);
  call->state = make_state();
  call->state->on_cancel([weak = weak_from_this(), call] {
    if (const std::shared_ptr<Core> core = weak.lock()) {
      core->post([call](Channel& channel) { channel.cancel(call); });
    }
  });
  return call;
}

void Core::send(const std::vector<PendingPointer>& calls, bool batch) {
  if (!post([calls, batch](Channel& channel) { channel.send(calls, batch); })) {
    for (const PendingPointer& call : calls) {
      call->state->settle({nullptr, std::make_shared<ClientClosed>()});
    }
  }
}

std::shared_ptr<CallState> Core::invoke(const std::string& method, const std::optional<std::string>& params, const CallOptions& options,
                                        const std::shared_ptr<Listener>& listener) {
  const PendingPointer call = make_call(method, params, options.deadline);
  std::shared_ptr<CallState> state = call->state;
  if (listener) {
    listener->begun_by = state;
    post([call, listener](Channel& channel) {
      call->at_end = [&channel, listener](const Reply& reply) {
        if (reply.error) {
          channel.unlisten(listener, false);
        }
      };
      channel.listen(listener);
    });
  }
  send({call}, false);
  return state;
}

Outcome<Caller::Registering> Core::enlist(Target target, const SubscribeOptions& options) {
  if (!url_.socket) {
    return ErrorPointer(std::make_shared<NotSupported>("events need a WebSocket: this client talks over HTTP"));
  }
  if (options.buffer == 0) {
    return ErrorPointer(std::make_shared<InvalidArgument>("", "the option buffer is 0; it must be at least 1"));
  }
  const std::string id = target.prefix + "subscription" + std::to_string(++registrations_);
  auto buffer = std::make_shared<Buffer>(options.buffer, options.policy, worker_);
  auto listener = std::make_shared<Listener>();
  listener->enter = std::move(target.enter);
  listener->leave = std::move(target.leave);
  listener->params = Json({{"event", target.event}, {"id", id}}).dump();
  listener->notification = id + "." + target.notification;
  listener->snapshot = target.snapshot;
  listener->sink = buffer;
  const PendingPointer call = make_call(listener->enter, listener->params, options.deadline);
  std::shared_ptr<CallState> state = call->state;
  const bool posted = post([call, listener](Channel& channel) {
    call->at_end = [&channel, call = call.get(), listener](const Reply& reply) {
      if (!reply.error) {
        channel.confirm(listener);
      } else {
        const bool refused = dynamic_cast<const RpcError*>(reply.error.get()) != nullptr;
        channel.unlisten(listener, call->sent && !refused);
      }
    };
    // Listening before the server knows, so that the first events are not missed.
    channel.listen(listener);
  });
  if (posted) {
    send({call}, false);
  } else {
    state->settle({nullptr, std::make_shared<ClientClosed>()});
  }
  return Registering{state, std::make_shared<RegisteredFeed>(shared_from_this(), listener, buffer)};
}

Outcome<Caller::Awaiting> Core::await(const std::string& event) {
  if (!url_.socket) {
    return ErrorPointer(std::make_shared<NotSupported>("the end of the call is told by an event, and events need a WebSocket"));
  }
  Awaiting awaiting;
  awaiting.id = "completion" + std::to_string(++registrations_);
  awaiting.completion = make_state();
  awaiting.listener = std::make_shared<Listener>();
  awaiting.listener->notification = awaiting.id + "." + event;
  awaiting.listener->sink = std::make_shared<CompletionSink>(awaiting.completion);
  awaiting.completion->on_cancel([weak = weak_from_this(), completion = std::weak_ptr<CallState>(awaiting.completion), listener = awaiting.listener] {
    if (const std::shared_ptr<Core> core = weak.lock()) {
      core->unlisten(listener);
    }
    if (const std::shared_ptr<CallState> state = completion.lock()) {
      state->settle({nullptr, std::make_shared<Cancelled>("the end is not waited for any more")});
    }
  });
  return awaiting;
}

void Core::unlisten(const std::shared_ptr<Listener>& listener) {
  const std::lock_guard<std::mutex> lock(mutex_);
  // There is nothing to end where nothing has begun.
  if (!closing_ && network_) {
    network_->post([channel = channel_.get(), listener] { channel->unlisten(listener, std::nullopt); });
  }
}

std::shared_ptr<CallState> Core::connect() {
  std::shared_ptr<CallState> state = make_state();
  if (!post([state](Channel& channel) { channel.connect(state); })) {
    state->settle({nullptr, std::make_shared<ClientClosed>()});
  }
  return state;
}

void Core::close() {
  std::unique_lock<std::mutex> lock(mutex_);
  if (closing_) {
    // A callback is waited for by who closes, and must not wait in turn.
    if (worker_->is_here()) {
      return;
    }
    gone_.wait(lock, [this] { return closed_; });
    return;
  }
  closing_ = true;
  lock.unlock();
  if (network_) {
    std::promise<void> done;
    std::future<void> gone = done.get_future();
    network_->post([this, &done] { channel_->close([&done] { done.set_value(); }); });
    gone.wait();
    network_->stop();
  } else {
    state_ = State::Closed;
    if (options_.on_state) {
      worker_->run([told = options_.on_state] { told(State::Closed); });
    }
  }
  token_worker_->stop(false);
  worker_->stop(true);
  lock.lock();
  closed_ = true;
  gone_.notify_all();
}

}  // namespace client_package::rpc
