// What generated clients are made of: descriptions of operations and events, and one call for each.

#pragma once

#include <client_package/runtime/client.hpp>
#include <client_package/runtime/values.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace client_package::rpc {

/// Makes the declared error of an answer; the answer's own where it is none of those that are declared.
using Declare = ErrorPointer (*)(const std::shared_ptr<const RpcError>&);

/// The error of an answer as it is.
ErrorPointer undeclared(const std::shared_ptr<const RpcError>& error);

/// The case with this code and message, else the first with this code, else their number.
std::size_t declared_case(const ErrorCase* cases, std::size_t count, const RpcError& error);

/// The error of an answer as the class that a method declares.
template <typename Error>
ErrorPointer declare(const std::shared_ptr<const RpcError>& error) {
  const std::size_t position = declared_case(Error::cases.data(), Error::cases.size(), *error);
  if (position == Error::cases.size()) {
    return error;
  }
  return std::make_shared<Error>(*error, position, Error::cases[position].kind);
}

/// A method, or one way to access a property: the codecs of its params and of its result, and its errors.
template <typename P, typename R>
struct Operation {
  /// Its name on the wire.
  std::string_view method;
  /// Params are left out.
  bool bare;
  /// The only member of the params that holds the value; empty: the value is the params.
  std::string_view wrapper;
  Declare declare;
};

/// What is told later of an operation.
template <typename C>
struct Completion {
  /// The member of the params that holds the id.
  std::string_view id_member;
  /// What the notification of the end is called behind the id.
  std::string_view event;
};

/// Where the index of an event travels.
enum class IndexForm { Designator, ClientId };

/// An event, and the codec of what it carries.
template <typename T>
struct EventDescription {
  std::string_view event;
  IndexForm form;
  bool snapshot;
};

/// Which of several is meant.
class Place {
 public:
  /// Notes an index down.
  Place& at(const std::string& text);
  Place& at(const EnumerationText& text) { return at(text.text()); }
  Place& at(bool value) { return at(std::string(value ? "true" : "false")); }
  Place& at(double value);
  template <typename T, typename = std::enable_if_t<std::is_integral_v<T>>>
  Place& at(T value) {
    return at(std::to_string(value));
  }
  template <typename T>
  Place& at(const std::optional<T>& value) {
    return value ? at(*value) : *this;
  }

  /// Notes the id of an instance down.
  Place& of(const std::string& id);
  template <typename T, typename = std::enable_if_t<std::is_integral_v<T>>>
  Place& of(T id) {
    return of(std::to_string(id));
  }

  std::optional<std::string> index{};
  std::optional<std::string> instance{};
};

/// Options of a generated client.
struct BindingOptions {
  /// The callsign of the service; by default the name of the interface.
  std::optional<std::string> callsign{};
};

/// One interface of a server, seen through a client or a batch.
class Binding {
 public:
  Binding(std::shared_ptr<Caller> caller, std::string_view name, unsigned major, BindingOptions options);

  /// The callsign of the service.
  const std::string& callsign() const noexcept { return callsign_; }

  /// Calls an operation.
  template <typename P, typename R>
  Call<typename R::Value> call(const Operation<P, R>& operation, const Place& place, const typename P::Value& params,
                               const CallOptions& options) const {
    std::optional<Json> json;
    Misfit misfit;
    if (!operation.bare && !written<P>(params, operation.wrapper, json.emplace(), misfit)) {
      return {refused(misfit), finish<R>(operation.declare)};
    }
    return {invoke(operation.method, place, std::move(json), options), finish<R>(operation.declare)};
  }

  /// Calls an operation whose end is told later.
  template <typename P, typename R, typename C>
  Call<Started<typename R::Value, typename C::Value>> start(const Operation<P, R>& operation, const Completion<C>& completion,
                                                            const Place& place, const typename P::Value& params,
                                                            const CallOptions& options) const {
    using Both = Started<typename R::Value, typename C::Value>;
    Json json;
    Misfit misfit;
    const auto never = [](Reply reply) -> Outcome<Both> { return std::move(reply.error); };
    if (!written<P>(params, operation.wrapper, json, misfit)) {
      return {refused(misfit), never};
    }
    Outcome<Caller::Awaiting> awaiting = caller_->await(std::string(completion.event));
    if (!awaiting) {
      return {caller_->failed(awaiting.error()), never};
    }
    json[std::string(completion.id_member)] = awaiting->id;
    const std::shared_ptr<CallState> call = invoke(operation.method, place, std::move(json), options, awaiting->listener);
    return {call, [result = finish<R>(operation.declare), completed = awaiting->completion](Reply reply) -> Outcome<Both> {
              Outcome<typename R::Value> outcome = result(std::move(reply));
              if (!outcome) {
                // An answer that cannot be read leaves an end that nobody would wait for.
                completed->cancel();
                return outcome.error();
              }
              return Both{*std::move(outcome), {completed, finish<C>(undeclared)}};
            }};
  }

  /// Registers for an event.
  template <typename T>
  Call<Subscription<typename T::Value>> subscribe(const EventDescription<T>& event, const Place& place,
                                                  const SubscribeOptions& options) const {
    using Result = Subscription<typename T::Value>;
    Outcome<Caller::Registering> registering = enlist(event.event, event.form, event.snapshot, place, options);
    if (!registering) {
      return {caller_->failed(registering.error()), [](Reply reply) -> Outcome<Result> { return std::move(reply.error); }};
    }
    return {registering->call, [feed = registering->feed](Reply reply) -> Outcome<Result> {
              if (reply.error) {
                return std::move(reply.error);
              }
              return Result(feed, &T::read);
            }};
  }

 private:
  template <typename P>
  static bool written(const typename P::Value& params, std::string_view wrapper, Json& json, Misfit& misfit) {
    if (wrapper.empty()) {
      return P::write(params, json, misfit);
    }
    return P::write(params, json[std::string(wrapper)], misfit) || misfit.within(wrapper);
  }

  /// Makes the value of an answer.
  template <typename R>
  static typename Call<typename R::Value>::Finish finish(Declare declare) {
    return [declare](Reply reply) -> Outcome<typename R::Value> {
      if (reply.error) {
        return declared(reply.error, declare);
      }
      typename R::Value value{};
      Misfit misfit;
      if (!R::read(reply.result, value, misfit)) {
        return unreadable(misfit);
      }
      return value;
    };
  }

  static ErrorPointer declared(const ErrorPointer& error, Declare declare);
  static ErrorPointer unreadable(const Misfit& misfit);
  std::shared_ptr<CallState> refused(const Misfit& misfit) const;
  std::shared_ptr<CallState> invoke(std::string_view method, const Place& place, std::optional<Json> params,
                                    const CallOptions& options, const std::shared_ptr<Listener>& listener = nullptr) const;
  Outcome<Caller::Registering> enlist(std::string_view event, IndexForm form, bool snapshot, const Place& place,
                                      const SubscribeOptions& options) const;
  std::string designator(std::string_view method, const std::optional<std::string>& index) const;

  std::shared_ptr<Caller> caller_;
  std::string callsign_;
  unsigned major_;
};

}  // namespace client_package::rpc
