// Reading and printing listen addresses; Asio knows what an address is.
#include "app/listen.h"

#include <charconv>

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

namespace cems::app {
namespace {

namespace ip = boost::asio::ip;

Error bad_listen(std::string_view text) {
  return {Errc::invalid_argument,
          fmt::format("--listen {} is not ADDRESS:PORT, e.g. 127.0.0.1:8443 or [::1]:8443", text)};
}

}  // namespace

Result<Listen> parse_listen(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    return bad_listen(text);
  }
  std::string_view host = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) {
    host = host.substr(1, host.size() - 2);
  } else if (host == "localhost") {
    host = "127.0.0.1";
  }
  Listen listen{std::string(host), 0};
  const auto [end, bad] =
      std::from_chars(digits.data(), digits.data() + digits.size(), listen.port);
  boost::system::error_code error;
  const ip::address address = ip::make_address(listen.address, error);
  if (bad != std::errc{} || end != digits.data() + digits.size() || error ||
      address.is_v6() != bracketed) {
    return bad_listen(text);
  }
  return listen;
}

bool is_loopback(const Listen& listen) {
  boost::system::error_code error;
  const ip::address address = ip::make_address(listen.address, error);
  return !error && address.is_loopback();
}

std::string url_of(const Listen& listen, bool tls) {
  const bool v6 = listen.address.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", tls ? "https" : "http", v6 ? "[" : "", listen.address,
                     v6 ? "]" : "", listen.port);
}

}  // namespace cems::app
