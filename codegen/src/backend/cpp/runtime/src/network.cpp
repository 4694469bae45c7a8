#include "network.hpp"

#include "longest.hpp"
#include "wire.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include <chrono>
#include <deque>
#include <exception>
#include <thread>
#include <unordered_map>

namespace client_package::rpc {

namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;

/// The largest message and the largest answer that are read.
constexpr std::uint64_t kLargest = 64ULL << 20;

/// How much is read at once.
constexpr std::size_t kReadSize = 64 << 10;

/// The largest buffer that is kept for the next message.
constexpr std::size_t kKept = 1 << 20;

/// What is offered as the subprotocol.
constexpr const char* kSubprotocol = "notification";

/// A context that verifies servers. Throws what is wrong with the certificates.
std::unique_ptr<asio::ssl::context> context_of(const Tls& tls) {
  auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_client);
  context->set_verify_mode(asio::ssl::verify_peer);
  context->set_default_verify_paths();
  if (!tls.ca.empty()) {
    context->add_certificate_authority(asio::buffer(tls.ca));
  }
  if (!tls.certificate.empty()) {
    context->use_certificate_chain(asio::buffer(tls.certificate));
    context->use_private_key(asio::buffer(tls.key), asio::ssl::context::pem);
  }
  return context;
}

}  // namespace

struct Network::Parts {
  explicit Parts(const Tls& given) : tls(given) {}

  /// What TLS needs, if the server is reached over it.
  asio::ssl::context* context_for(const Url& url);

  Tls tls;
  // What was posted may hold what belongs to the context below; that goes first.
  std::unique_ptr<asio::ssl::context> secure;
  std::unique_ptr<asio::io_context> loop = std::make_unique<asio::io_context>(1);
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work{loop->get_executor()};
  std::unordered_map<std::uint64_t, std::unique_ptr<asio::steady_timer>> timers;
  std::uint64_t last_timer = 0;
  /// Names that are being looked up: nothing can stop that.
  std::shared_ptr<int> lookups = std::make_shared<int>(0);
  std::thread thread;
};

namespace {

std::string describe(const char* step, error_code error) {
  std::string text = step;
  return text.empty() ? error.message() : text + " (" + error.message() + ")";
}

class WebSocket final : public Socket, public std::enable_shared_from_this<WebSocket> {
 public:
  WebSocket(asio::io_context& loop, asio::ssl::context* secure, std::shared_ptr<int> lookups, SocketEvents events)
      : socket_(loop, secure, std::move(lookups)), events_(std::move(events)) {}

  void open(const Url& url, const std::string& target) {
    socket_.next_layer().open(url, [self = shared_from_this(), authority = url.authority, target](error_code error, const char* step) {
      if (error) {
        self->end(describe(step, error));
      } else {
        self->shake_hands(authority, target);
      }
    });
  }

  void send(std::string text) override {
    if (over_ || closing_) {
      return;
    }
    buffered_ += text.size();
    row_.push_back(std::move(text));
    if (row_.size() == 1) {
      write();
    }
  }

  std::size_t buffered() const override { return buffered_; }

  void ping() override {
    if (over_ || closing_ || pinging_) {
      return;
    }
    pinging_ = true;
    socket_.async_ping({}, [self = shared_from_this()](error_code) { self->pinging_ = false; });
  }

  void close() override {
    if (over_ || closing_) {
      return;
    }
    closing_ = true;
    if (!socket_.is_open()) {
      end("closed");
      return;
    }
    socket_.async_close(websocket::close_code::normal, [self = shared_from_this()](error_code) { self->end("closed"); });
  }

  void terminate() override {
    over_ = true;
    socket_.next_layer().close();
  }

 private:
  void shake_hands(const std::string& authority, const std::string& target) {
    if (over_) {
      return;
    }
    socket_.set_option(websocket::stream_base::timeout{websocket::stream_base::none(), websocket::stream_base::none(), false});
    socket_.set_option(websocket::stream_base::decorator([](websocket::request_type& request) {
      request.set(http::field::sec_websocket_protocol, kSubprotocol);
    }));
    socket_.read_message_max(kLargest);
    socket_.write_buffer_bytes(kReadSize);
    socket_.auto_fragment(false);
    socket_.text(true);
    socket_.async_handshake(response_, authority, target, [self = shared_from_this()](error_code error) {
      if (!error) {
        self->socket_.control_callback([raw = self.get()](websocket::frame_type, beast::string_view) {
          if (!raw->over_) {
            raw->events_.heard();
          }
        });
        if (!self->over_) {
          self->events_.opened();
        }
        self->read();
        return;
      }
      std::optional<int> status;
      if (error == websocket::error::upgrade_declined) {
        status = static_cast<int>(self->response_.result_int());
        self->end("the server answered with the HTTP status " + std::to_string(*status), status);
      } else {
        self->end(describe("the server does not speak WebSocket", error));
      }
    });
  }

  void read() {
    if (over_) {
      return;
    }
    socket_.async_read_some(incoming_, kReadSize, [self = shared_from_this()](error_code error, std::size_t) {
      if (error) {
        self->ended(error);
        return;
      }
      if (self->over_) {
        return;
      }
      self->events_.heard();
      if (self->socket_.is_message_done()) {
        if (self->socket_.got_text()) {
          self->events_.message(beast::buffers_to_string(self->incoming_.data()));
        }
        self->incoming_.consume(self->incoming_.size());
        if (self->incoming_.capacity() > kKept) {
          self->incoming_.shrink_to_fit();
        }
      }
      self->read();
    });
  }

  void ended(error_code error) {
    if (error != websocket::error::closed) {
      end(error.message());
      return;
    }
    const websocket::close_reason& reason = socket_.reason();
    std::string text = "closed with " + std::to_string(reason.code);
    if (!reason.reason.empty()) {
      text += ": " + std::string(reason.reason.c_str());
    }
    end(text);
  }

  void write() {
    socket_.async_write(asio::buffer(row_.front()), [self = shared_from_this()](error_code error, std::size_t) {
      if (error) {
        self->end(error.message());
        return;
      }
      self->buffered_ -= self->row_.front().size();
      self->row_.pop_front();
      if (self->over_) {
        return;
      }
      if (!self->row_.empty()) {
        self->write();
      }
      self->events_.drained();
    });
  }

  void end(const std::string& reason, std::optional<int> status = std::nullopt) {
    if (!over_) {
      over_ = true;
      // Whoever is told lets go of it.
      const auto self = shared_from_this();
      events_.closed(reason, status);
      // Whatever hangs in it, such as a write to a peer that has gone, ends too.
      socket_.next_layer().close();
    }
  }

  websocket::stream<Wire> socket_;
  SocketEvents events_;
  websocket::response_type response_;
  beast::flat_buffer incoming_;
  std::deque<std::string> row_;
  std::size_t buffered_ = 0;
  bool pinging_ = false;
  bool closing_ = false;
  bool over_ = false;
};

class Post final : public Request, public std::enable_shared_from_this<Post> {
 public:
  Post(asio::io_context& loop, asio::ssl::context* secure, std::shared_ptr<int> lookups, std::function<void(HttpAnswer)> done)
      : stream_(loop, secure, std::move(lookups)), done_(std::move(done)) {}

  void open(const Url& url, const std::vector<std::pair<std::string, std::string>>& headers, std::string body) {
    request_.method(http::verb::post);
    request_.target(url.target);
    request_.version(11);
    request_.set(http::field::host, url.authority);
    for (const auto& [name, value] : headers) {
      request_.set(name, value);
    }
    // Each call has a connection of its own: one that was kept could have ended without notice.
    request_.keep_alive(false);
    request_.body() = std::move(body);
    request_.prepare_payload();
    answer_.body_limit(kLargest);
    stream_.open(url, [self = shared_from_this()](error_code error, const char* step) {
      if (error) {
        self->fail(step, error);
      } else if (!self->over_) {
        self->write();
      }
    });
  }

  void abort() override {
    over_ = true;
    done_ = nullptr;
    stream_.close();
  }

 private:
  void write() {
    http::async_write(stream_, request_, [self = shared_from_this()](error_code error, std::size_t) {
      if (error) {
        self->fail("the request cannot be sent", error);
      } else if (!self->over_) {
        self->read();
      }
    });
  }

  void read() {
    http::async_read(stream_, incoming_, answer_, [self = shared_from_this()](error_code error, std::size_t) {
      if (error) {
        self->fail("there is no answer", error);
        return;
      }
      self->end({{}, static_cast<int>(self->answer_.get().result_int()), std::move(self->answer_.get().body())});
    });
  }

  void fail(const char* step, error_code error) { end({describe(step, error), 0, {}}); }

  void end(HttpAnswer answer) {
    if (!over_) {
      const auto done = std::exchange(done_, nullptr);
      abort();
      done(std::move(answer));
    }
  }

  Wire stream_;
  std::function<void(HttpAnswer)> done_;
  http::request<http::string_body> request_;
  http::response_parser<http::string_body> answer_;
  beast::flat_buffer incoming_;
  bool over_ = false;
};

}  // namespace

Network::Network(const Tls& tls) : parts_(std::make_unique<Parts>(tls)) {
  parts_->thread = std::thread([loop = parts_->loop.get()] { loop->run(); });
}

Network::~Network() { stop(); }

std::string Network::check(const Tls& tls) {
  try {
    context_of(tls);
    return {};
  } catch (const std::exception& error) {
    return error.what();
  }
}

void Network::post(std::function<void()> work) { asio::post(*parts_->loop, std::move(work)); }

void Network::stop() {
  if (!parts_->thread.joinable()) {
    return;
  }
  parts_->work.reset();
  parts_->loop->stop();
  parts_->thread.join();
  parts_->timers.clear();
  if (*parts_->lookups > 0) {
    // A name that is being looked up cannot be given up, and nobody is to wait for it.
    std::thread([loop = std::move(parts_->loop), secure = std::move(parts_->secure)]() mutable { loop.reset(); }).detach();
  } else {
    parts_->loop.reset();
  }
}

std::uint64_t Network::after(Duration time, std::function<void()> work) {
  const std::uint64_t number = ++parts_->last_timer;
  auto timer = std::make_unique<asio::steady_timer>(*parts_->loop, countable(time));
  timer->async_wait([parts = parts_.get(), number, work = std::move(work)](error_code error) {
    // A timer that has run down and was stopped afterwards is not there any more.
    if (!error && parts->timers.erase(number) > 0) {
      work();
    }
  });
  parts_->timers.emplace(number, std::move(timer));
  return number;
}

void Network::forget(std::uint64_t timer) { parts_->timers.erase(timer); }

asio::ssl::context* Network::Parts::context_for(const Url& url) {
  if (!url.secure) {
    return nullptr;
  }
  if (!secure) {
    secure = context_of(tls);
  }
  return secure.get();
}

std::shared_ptr<Socket> Network::connect(const Url& url, const std::string& target, SocketEvents events) {
  auto socket = std::make_shared<WebSocket>(*parts_->loop, parts_->context_for(url), parts_->lookups, std::move(events));
  socket->open(url, target);
  return socket;
}

std::shared_ptr<Request> Network::request(const Url& url, const std::vector<std::pair<std::string, std::string>>& headers, std::string body,
                                          std::function<void(HttpAnswer)> done) {
  auto request = std::make_shared<Post>(*parts_->loop, parts_->context_for(url), parts_->lookups, std::move(done));
  request->open(url, headers, std::move(body));
  return request;
}

}  // namespace client_package::rpc
