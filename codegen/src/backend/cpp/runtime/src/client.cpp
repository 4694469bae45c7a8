#include "core.hpp"

#include <ostream>
#include <utility>

namespace client_package::rpc {

namespace {

/// What is wrong with options; null: nothing.
ErrorPointer problem_in(const Options& options) {
  const auto wrong = [](const std::string& reason) { return std::make_shared<InvalidArgument>("", reason); };
  const auto positive = [](const char* name, Duration time) {
    return time > Duration::zero() ? std::string() : std::string("the option ") + name + " is not more than 0 ms";
  };
  for (const std::string& reason : {positive("deadline", options.deadline), positive("heartbeat", options.heartbeat),
                                    positive("reconnect.first", options.reconnect.first), positive("reconnect.most", options.reconnect.most)}) {
    if (!reason.empty()) {
      return wrong(reason);
    }
  }
  if (options.queue == 0) {
    return wrong("the option queue is 0; it must be at least 1");
  }
  const std::string reason = Network::check(options.tls);
  return reason.empty() ? nullptr : wrong("the certificates cannot be used: " + reason);
}

}  // namespace

Caller::~Caller() = default;

Client::Client(const std::string& url, Options options) : Client(open(url, std::move(options)).value()) {}

Client::Client(std::shared_ptr<Core> core) : core_(std::move(core)) {}

Outcome<Client> Client::open(const std::string& url, Options options) {
  std::string problem;
  std::optional<Url> parsed = parse_url(url, problem);
  if (!parsed) {
    return ErrorPointer(std::make_shared<InvalidArgument>("", problem));
  }
  if (ErrorPointer wrong = problem_in(options)) {
    return wrong;
  }
  return Client(std::make_shared<Core>(*std::move(parsed), std::move(options)));
}

Client::Client(Client&&) noexcept = default;

Client& Client::operator=(Client&& other) noexcept {
  if (this != &other) {
    close();
    core_ = std::move(other.core_);
  }
  return *this;
}

Client::~Client() { close(); }

State Client::state() const { return core_->state(); }

Call<Nothing> Client::connect() {
  return {core_->connect(), [](Reply reply) -> Outcome<Nothing> {
            if (reply.error) {
              return std::move(reply.error);
            }
            return Nothing{};
          }};
}

void Client::close() {
  if (core_) {
    core_->close();
  }
}

std::string Client::text() const { return "Client(" + core_->shown() + ")"; }

std::shared_ptr<Caller> Client::caller() const { return core_; }

std::ostream& operator<<(std::ostream& out, const Client& client) { return out << client.text(); }

/// Collects calls.
class Batch::Collector final : public Caller {
 public:
  explicit Collector(std::shared_ptr<Core> core) : core_(std::move(core)) {}
  ~Collector() override {
    for (const PendingPointer& call : calls_) {
      call->state->settle({nullptr, std::make_shared<Cancelled>("the batch was not sent")});
    }
  }

  std::shared_ptr<CallState> invoke(const std::string& method, const std::optional<std::string>& params, const CallOptions& options,
                                    const std::shared_ptr<Listener>&) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (sent_) {
      return core_->failed(std::make_shared<NotSupported>("the batch has been sent already"));
    }
    calls_.push_back(core_->make_call(method, params, options.deadline));
    return calls_.back()->state;
  }

  Outcome<Registering> enlist(Target, const SubscribeOptions&) override {
    return ErrorPointer(std::make_shared<NotSupported>("a batch holds calls, no registrations"));
  }

  Outcome<Awaiting> await(const std::string&) override {
    return ErrorPointer(std::make_shared<NotSupported>("a batch holds calls that end with their answers"));
  }

  std::shared_ptr<CallState> failed(ErrorPointer error) override { return core_->failed(std::move(error)); }

  void send(const CallOptions& options) {
    std::vector<PendingPointer> calls;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      sent_ = true;
      calls.swap(calls_);
    }
    if (calls.empty()) {
      return;
    }
    const Duration deadline = options.deadline.value_or(core_->deadline());
    for (const PendingPointer& call : calls) {
      call->deadline = deadline;
    }
    core_->send(calls, true);
  }

 private:
  const std::shared_ptr<Core> core_;
  std::mutex mutex_;
  std::vector<PendingPointer> calls_;
  bool sent_ = false;
};

Batch::Batch(const Client& client) : collector_(std::make_shared<Collector>(client.core_)) {}
Batch::Batch(Batch&&) noexcept = default;
Batch& Batch::operator=(Batch&&) noexcept = default;
Batch::~Batch() = default;

void Batch::send(const CallOptions& options) { collector_->send(options); }

std::shared_ptr<Caller> Batch::caller() const { return collector_; }

}  // namespace client_package::rpc
