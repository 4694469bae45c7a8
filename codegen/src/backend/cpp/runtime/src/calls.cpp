#include "calls.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace client_package::rpc {

namespace {

/// What an answer says.
Reply read(Json& message) {
  const auto result = message.find("result");
  const auto error = message.find("error");
  const auto misplaced = [](const char* pointer, const char* reason) {
    return Reply{nullptr, std::make_shared<DecodeError>(pointer, reason)};
  };
  if (error == message.end() || error->is_null()) {
    if (result == message.end()) {
      return misplaced("", "the answer has neither a result nor an error");
    }
    return {std::move(*result), nullptr};
  }
  if (result != message.end() && !result->is_null()) {
    return misplaced("", "the answer has both a result and an error");
  }
  const auto code = error->is_object() ? error->find("code") : error->end();
  const auto text = error->is_object() ? error->find("message") : error->end();
  if (code == error->end() || text == error->end() || !code->is_number_integer() || !text->is_string()) {
    return misplaced("/error", "the error has no code and message");
  }
  std::optional<Json> data;
  if (const auto more = error->find("data"); more != error->end()) {
    data = std::move(*more);
  }
  return {nullptr, std::make_shared<RpcError>(code->get<std::int64_t>(), text->get<std::string>(), std::move(data))};
}

}  // namespace

std::string PendingCall::text() const { return R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + "," + body + "}"; }

bool Parcel::done() const {
  return std::all_of(calls_.begin(), calls_.end(), [](const PendingPointer& call) { return call->done; });
}

std::string Parcel::text() const {
  std::string text;
  for (const PendingPointer& call : calls_) {
    if (!call->done) {
      text += (text.empty() ? "" : ",") + call->text();
    }
  }
  return batch_ ? "[" + text + "]" : text;
}

Calls::Calls(Network& network, std::size_t limit, std::function<std::string()> waits_for)
    : network_(network), limit_(limit), waits_for_(std::move(waits_for)) {}

std::shared_ptr<Parcel> Calls::open(std::vector<PendingPointer> calls, bool batch) {
  // Some may have been given up by now.
  calls.erase(std::remove_if(calls.begin(), calls.end(), [](const PendingPointer& call) { return call->done; }), calls.end());
  ErrorPointer refusal = closed_;
  if (!refusal && pending_.size() + calls.size() > limit_) {
    refusal = std::make_shared<QueueFull>(std::to_string(pending_.size()) + " calls wait already; nothing was sent");
  }
  if (refusal) {
    for (const PendingPointer& call : calls) {
      end(call, {nullptr, refusal});
    }
    return nullptr;
  }
  return calls.empty() ? nullptr : admit(std::move(calls), batch);
}

std::shared_ptr<Parcel> Calls::open_internal(const PendingPointer& call) { return admit({call}, false); }

std::shared_ptr<Parcel> Calls::admit(std::vector<PendingPointer> calls, bool batch) {
  auto parcel = std::make_shared<Parcel>(std::move(calls), batch);
  for (const PendingPointer& call : parcel->calls()) {
    call->id = ++last_id_;
    call->parcel = parcel;
    pending_.emplace(call->id, call);
    call->timer = std::make_unique<Timer>(network_);
    call->timer->start(call->deadline, [this, call = call.get(), time = call->deadline] {
      const std::string missing = call->sent ? "the server has not answered" : waits_for_();
      const auto error = std::make_shared<DeadlineExceeded>("no answer within " + std::to_string(time.count()) + " ms: " + missing);
      if (const auto found = pending_.find(call->id); found != pending_.end()) {
        end(PendingPointer(found->second), {nullptr, error});
      }
    });
  }
  return parcel;
}

void Calls::end(const PendingPointer& call, Reply reply) {
  if (call->done) {
    return;
  }
  call->done = true;
  call->timer.reset();
  pending_.erase(call->id);
  if (const auto at_end = std::exchange(call->at_end, nullptr)) {
    at_end(reply);
  }
  call->state->settle(std::move(reply));
  const std::shared_ptr<Parcel> parcel = std::exchange(call->parcel, nullptr);
  if (parcel && parcel->at_end && parcel->done()) {
    std::exchange(parcel->at_end, nullptr)();
  }
}

void Calls::answer(const PendingPointer& call, Json& message) { end(call, read(message)); }

void Calls::fail(const Parcel& parcel, const ErrorPointer& error) {
  for (const PendingPointer& call : parcel.calls()) {
    end(call, {nullptr, error});
  }
}

void Calls::take(Json& message) {
  const Json& id = message["id"];
  if (!id.is_number_unsigned()) {
    return;
  }
  const auto found = pending_.find(id.get<std::uint64_t>());
  if (found != pending_.end() && found->second->sent) {
    answer(PendingPointer(found->second), message);
  }
}

void Calls::take_anonymous(const Json& message) {
  std::vector<PendingPointer> sent;
  std::set<const Parcel*> parcels;
  for (const auto& [id, call] : pending_) {
    if (call->sent) {
      sent.push_back(call);
      parcels.insert(call->parcel.get());
    }
  }
  if (parcels.size() == 1) {
    for (const PendingPointer& call : sent) {
      Json copy = message;
      answer(call, copy);
    }
  }
}

void Calls::fail_sent(const std::string& reason) {
  const auto error = std::make_shared<ConnectionLost>("the connection was lost before the answer came: " + reason);
  std::vector<PendingPointer> sent;
  for (const auto& [id, call] : pending_) {
    if (call->sent) {
      sent.push_back(call);
    }
  }
  for (const PendingPointer& call : sent) {
    end(call, {nullptr, error});
  }
}

void Calls::close(const ErrorPointer& error) {
  // What comes from now on has not been told why.
  closed_ = std::make_shared<ClientClosed>();
  std::vector<PendingPointer> all;
  for (const auto& [id, call] : pending_) {
    all.push_back(call);
  }
  for (const PendingPointer& call : all) {
    end(call, {nullptr, error});
  }
}

}  // namespace client_package::rpc
