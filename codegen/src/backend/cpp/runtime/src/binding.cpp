#include <client_package/runtime/binding.hpp>

#include <utility>

namespace client_package::rpc {

namespace {

/// What is wrong with an index; null: nothing.
ErrorPointer problem_in(const Place& place) {
  const auto wrong = [](const std::string& reason) { return std::make_shared<InvalidArgument>("", reason); };
  Misfit misfit;
  Json written;
  for (const std::optional<std::string>& text : {place.index, place.instance}) {
    if (text && !Text::write(*text, written, misfit)) {
      return wrong("an index or an id of an instance is not UTF-8");
    }
  }
  // Servers take what follows the last `@` for the index.
  if (place.index && place.index->find('@') != std::string::npos) {
    return wrong("the index \"" + *place.index + "\" contains \"@\"");
  }
  if (place.instance && (place.instance->empty() || place.instance->find_first_of(":@#.") != std::string::npos)) {
    return wrong("the id \"" + *place.instance + "\" of an instance is empty or contains one of \":@#.\"");
  }
  return nullptr;
}

/// A name as its prefix, with the id of an instance, and the rest.
std::pair<std::string, std::string> split(std::string_view name, const std::optional<std::string>& instance) {
  const std::size_t place = instance ? name.rfind("::") : std::string_view::npos;
  if (place == std::string_view::npos) {
    return {"", std::string(name)};
  }
  return {std::string(name.substr(0, place)) + "#" + *instance + "::", std::string(name.substr(place + 2))};
}

}  // namespace

Place& Place::at(const std::string& text) {
  index = text;
  return *this;
}

Place& Place::at(double value) { return at(Json(value).dump()); }

Place& Place::of(const std::string& id) {
  instance = id;
  return *this;
}

ErrorPointer undeclared(const std::shared_ptr<const RpcError>& error) { return error; }

std::size_t declared_case(const ErrorCase* cases, std::size_t count, const RpcError& error) {
  std::size_t first = count;
  for (std::size_t place = count; place-- > 0;) {
    if (cases[place].code == error.code()) {
      first = place;
    }
  }
  for (std::size_t place = first; place < count; ++place) {
    if (cases[place].code == error.code() && cases[place].message == error.message()) {
      return place;
    }
  }
  return first;
}

Binding::Binding(std::shared_ptr<Caller> caller, std::string_view name, unsigned major, BindingOptions options)
    : caller_(std::move(caller)), callsign_(options.callsign ? *std::move(options.callsign) : std::string(name)), major_(major) {}

ErrorPointer Binding::declared(const ErrorPointer& error, Declare declare) {
  const auto answered = std::dynamic_pointer_cast<const RpcError>(error);
  return answered ? declare(answered) : error;
}

ErrorPointer Binding::unreadable(const Misfit& misfit) { return std::make_shared<DecodeError>(misfit.pointer, misfit.reason); }

std::shared_ptr<CallState> Binding::refused(const Misfit& misfit) const {
  return caller_->failed(std::make_shared<InvalidArgument>(misfit.pointer, misfit.reason));
}

std::shared_ptr<CallState> Binding::invoke(std::string_view method, const Place& place, std::optional<Json> params,
                                           const CallOptions& options, const std::shared_ptr<Listener>& listener) const {
  if (ErrorPointer problem = problem_in(place)) {
    return caller_->failed(std::move(problem));
  }
  const auto [prefix, bare] = split(method, place.instance);
  std::optional<std::string> text;
  if (params) {
    text = params->dump();
  }
  return caller_->invoke(designator(prefix + bare, place.index), text, options, listener);
}

Outcome<Caller::Registering> Binding::enlist(std::string_view event, IndexForm form, bool snapshot, const Place& place,
                                             const SubscribeOptions& options) const {
  if (ErrorPointer problem = problem_in(place)) {
    return problem;
  }
  const auto [prefix, bare] = split(event, place.instance);
  const bool in_id = place.index && form == IndexForm::ClientId && place.index->find('.') == std::string::npos;
  const std::optional<std::string> in_designator = in_id ? std::nullopt : place.index;
  Target target;
  target.enter = designator(prefix + "register", in_designator);
  target.leave = designator(prefix + "unregister", in_designator);
  target.event = bare;
  target.prefix = in_id ? *place.index + "." : "";
  target.notification = prefix + bare + (in_designator ? "@" + *in_designator : "");
  target.snapshot = snapshot;
  return caller_->enlist(std::move(target), options);
}

std::string Binding::designator(std::string_view method, const std::optional<std::string>& index) const {
  std::string text = callsign_ + "." + std::to_string(major_) + ".";
  text += method;
  if (index) {
    text += "@" + *index;
  }
  return text;
}

}  // namespace client_package::rpc
