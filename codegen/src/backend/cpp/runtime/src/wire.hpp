// Bytes to and from a server. For `network.cpp` alone, which is the only one to know Boost.

#pragma once

#include "url.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/role.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace client_package::rpc {

namespace asio = boost::asio;
using boost::system::error_code;

/// A stream of bytes, over TLS or not. It is one type for both, so that what Beast makes of it is compiled once.
class Wire {
 public:
  using executor_type = asio::io_context::executor_type;
  /// Told how many bytes went.
  using Moved = std::function<void(error_code, std::size_t)>;
  /// Told that the stream is open, or at which step it failed.
  using Opened = std::function<void(error_code, const char* step)>;

  /// A stream over TLS if there is a context; `lookups` counts names that are being looked up.
  Wire(asio::io_context& loop, asio::ssl::context* secure, std::shared_ptr<int> lookups)
      : loop_(loop), resolver_(loop), socket_(loop), lookups_(std::move(lookups)) {
    if (secure != nullptr) {
      tls_.emplace(socket_, *secure);
    }
  }

  executor_type get_executor() noexcept { return loop_.get_executor(); }

  /// Opens the stream. What `opened` holds must keep it alive.
  void open(const Url& url, Opened opened) {
    host_ = url.host;
    opened_ = std::move(opened);
    error_code failed;
    const auto address = asio::ip::make_address(url.host, failed);
    if (!failed) {
      is_address_ = true;
      endpoints_ = {{address, static_cast<unsigned short>(std::stoul(url.port))}};
      connect(0);
      return;
    }
    ++*lookups_;
    resolver_.async_resolve(url.host, url.port,
                            [this, keep = opened_, lookups = lookups_](error_code error, const asio::ip::tcp::resolver::results_type& found) {
                              --*lookups;
                              if (error) {
                                finish(error, "the name cannot be resolved");
                                return;
                              }
                              for (const auto& entry : found) {
                                endpoints_.push_back(entry.endpoint());
                              }
                              connect(0);
                            });
  }

  /// Ends everything that is on its way; `opened` is not told any more.
  void close() {
    error_code ignored;
    closed_ = true;
    resolver_.cancel();
    socket_.close(ignored);
    // What it holds may hold this in turn; nobody is told any more.
    opened_ = nullptr;
  }

  /// Says that nothing more is sent.
  void end() {
    error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  }

  template <typename Buffers, typename Handler>
  auto async_read_some(const Buffers& buffers, Handler&& handler) {
    return asio::async_initiate<Handler, void(error_code, std::size_t)>(
        [this](auto chosen, std::vector<asio::mutable_buffer> row) { read(row, shared(std::move(chosen))); }, handler,
        listed<asio::mutable_buffer>(buffers));
  }

  template <typename Buffers, typename Handler>
  auto async_write_some(const Buffers& buffers, Handler&& handler) {
    return asio::async_initiate<Handler, void(error_code, std::size_t)>(
        [this](auto chosen, std::vector<asio::const_buffer> row) { write(row, shared(std::move(chosen))); }, handler,
        listed<asio::const_buffer>(buffers));
  }

 private:
  template <typename Buffer, typename Buffers>
  static std::vector<Buffer> listed(const Buffers& buffers) {
    std::vector<Buffer> row;
    for (auto place = asio::buffer_sequence_begin(buffers); place != asio::buffer_sequence_end(buffers); ++place) {
      row.emplace_back(*place);
    }
    return row;
  }

  /// A handler that may be copied, which those of Beast may not.
  template <typename Handler>
  static Moved shared(Handler handler) {
    return [kept = std::make_shared<Handler>(std::move(handler))](error_code error, std::size_t count) {
      Handler once = std::move(*kept);
      once(error, count);
    };
  }

  void read(const std::vector<asio::mutable_buffer>& row, Moved moved) {
    if (tls_) {
      tls_->async_read_some(row, std::move(moved));
    } else {
      socket_.async_read_some(row, std::move(moved));
    }
  }

  void write(const std::vector<asio::const_buffer>& row, Moved moved) {
    if (tls_) {
      tls_->async_write_some(row, std::move(moved));
    } else {
      socket_.async_write_some(row, std::move(moved));
    }
  }

  /// Tries the address at this place.
  void connect(std::size_t place) {
    if (closed_ || place == endpoints_.size()) {
      finish(asio::error::host_not_found, "the server cannot be reached");
      return;
    }
    error_code ignored;
    socket_.close(ignored);
    socket_.async_connect(endpoints_[place], [this, keep = opened_, place](error_code error) {
      if (!error) {
        error_code none;
        socket_.set_option(asio::ip::tcp::no_delay(true), none);
        secure();
      } else if (place + 1 < endpoints_.size()) {
        connect(place + 1);
      } else {
        finish(error, "the server cannot be reached");
      }
    });
  }

  void secure() {
    if (!tls_) {
      finish({}, "");
      return;
    }
    // Servers choose their certificate by it; addresses have no place there.
    if (!is_address_ &&
        SSL_ctrl(tls_->native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host_.data()) != 1) {
      finish(asio::error::invalid_argument, "the name of the server cannot be told");
      return;
    }
    error_code ignored;
    tls_->set_verify_callback(asio::ssl::host_name_verification(host_), ignored);
    tls_->async_handshake(asio::ssl::stream_base::client, [this, keep = opened_](error_code error) {
      finish(error, "the server is not trusted, or does not speak TLS");
    });
  }

  void finish(error_code error, const char* step) {
    // It holds what this is a part of.
    if (const Opened opened = std::exchange(opened_, nullptr)) {
      opened(error, step);
    }
  }

  asio::io_context& loop_;
  asio::ip::tcp::resolver resolver_;
  asio::ip::tcp::socket socket_;
  std::optional<asio::ssl::stream<asio::ip::tcp::socket&>> tls_;
  std::shared_ptr<int> lookups_;
  std::string host_;
  bool is_address_ = false;
  bool closed_ = false;
  std::vector<asio::ip::tcp::endpoint> endpoints_;
  Opened opened_;
};

// What Beast asks of a stream when a WebSocket ends. Both sides have said that they are done by then.

inline void teardown(boost::beast::role_type, Wire& wire, error_code& error) {
  wire.end();
  error = {};
}

template <typename Handler>
void async_teardown(boost::beast::role_type, Wire& wire, Handler&& handler) {
  wire.end();
  asio::post(wire.get_executor(), [kept = std::make_shared<std::decay_t<Handler>>(std::forward<Handler>(handler))] { (*kept)(error_code()); });
}

inline void beast_close_socket(Wire& wire) { wire.close(); }

}  // namespace client_package::rpc
