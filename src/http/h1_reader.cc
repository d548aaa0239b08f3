// Beast's parser reports through virtual functions; errors are its error codes, never exceptions.
#include "http/h1_reader.h"

#include <algorithm>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

#include "base/limits.h"

namespace cems::http {
namespace {

namespace beast_http = boost::beast::http;

std::string_view view_of(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

// The longest line of chunked framing or trailers that is waited for: 16 hexadecimal digits, an
// extension, the line's end; trailers are fields like others.
constexpr std::size_t kChunkLineBytesMax = 16 + limits::kChunkExtensionBytesMax + 4;

}  // namespace

H1Reader::H1Reader(Request& request) : request_(request) {
  header_limit(static_cast<std::uint32_t>(2 * limits::kHeaderBytesMax));
  body_limit(boost::none);  // limit_body() is ours, and known only after the head.
}

bool H1Reader::read_head(std::string_view head) {
  ErrorCode ec;
  const std::size_t n = put(boost::asio::const_buffer(head.data(), head.size()), ec);
  head_done_ = true;
  return !ec && n == head.size() && is_header_done();
}

H1Reader::Progress H1Reader::read_body(std::string_view in) {
  Progress progress;
  // Beast asserts that it is given 5 bytes when it looks at a last chunk for the second time, so
  // "0\r\n" and then "\r" would stop the process. What is left of a chunked message is never less:
  // holding bytes back until there are so many delays nothing.
  const std::size_t least = chunked() ? std::string_view("0\r\n\r\n").size() : 1;
  while (!is_done() && in.size() - progress.consumed >= least) {
    const std::string_view rest = in.substr(progress.consumed);
    ErrorCode ec;
    const std::size_t n = put(boost::asio::const_buffer(rest.data(), rest.size()), ec);
    progress.consumed += n;
    if (too_large_) {
      progress.refusal = Refusal::body_too_large;
      return progress;
    }
    if (ec == beast_http::error::need_more || (!ec && n == 0)) {
      break;
    }
    // The last put takes the last chunk with its trailers and nothing else. Beast would take a
    // folded line for part of the one before it (RFC 9112 5.2).
    const std::string_view taken = rest.substr(0, n);
    const bool folded = is_done() && chunked() &&
                        (taken.find("\r\n ") != std::string_view::npos ||
                         taken.find("\r\n\t") != std::string_view::npos);
    if (ec || folded) {
      progress.refusal = Refusal::malformed;
      return progress;
    }
  }
  // What is left is an incomplete line of framing (after the line end of the data before it), or
  // the last chunk with its trailers, which Beast takes whole.
  std::string_view left = in.substr(progress.consumed);
  left.remove_prefix(left.starts_with("\r\n") ? 2 : 0);
  if (!is_done() && left.size() > kChunkLineBytesMax &&
      left.substr(0, kChunkLineBytesMax).find("\r\n") == std::string_view::npos) {
    progress.refusal = Refusal::malformed;
  } else if (!is_done() && left.size() > limits::kHeaderBytesMax) {
    progress.refusal = Refusal::fields_too_large;
  }
  return progress;
}

void H1Reader::on_request_impl(beast_http::verb /*verb*/, Text method, Text target, int /*version*/,
                               ErrorCode& /*ec*/) {
  request_.method = view_of(method);
  request_.target = view_of(target);
}

void H1Reader::on_response_impl(int /*code*/, Text /*reason*/, int /*version*/, ErrorCode& ec) {
  ec = beast_http::error::bad_method;
}

void H1Reader::on_field_impl(beast_http::field /*id*/, Text name, Text value, ErrorCode& /*ec*/) {
  if (head_done_) {
    return;  // A trailer.
  }
  Field field{std::string(view_of(name)), std::string(view_of(value))};
  std::transform(field.name.begin(), field.name.end(), field.name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  request_.fields.push_back(std::move(field));
}

void H1Reader::on_header_impl(ErrorCode& /*ec*/) {}

void H1Reader::on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/,
                                 ErrorCode& /*ec*/) {}

void H1Reader::take_body(Text body, ErrorCode& ec) {
  received_ += body.size();
  if (received_ > body_bytes_max_) {
    too_large_ = true;
    request_.body.clear();
    ec = beast_http::error::body_limit;
  } else if (intake_ != nullptr) {
    intake_->add(view_of(body));
  } else if (request_.method != "GET" && request_.method != "HEAD") {
    request_.body.append(body.data(), body.size());
  }
}

std::size_t H1Reader::on_body_impl(Text body, ErrorCode& ec) {
  take_body(body, ec);
  return body.size();
}

void H1Reader::on_chunk_header_impl(std::uint64_t size, Text extensions, ErrorCode& ec) {
  if (extensions.size() > limits::kChunkExtensionBytesMax) {
    ec = beast_http::error::bad_chunk_extension;
  } else if (size > body_bytes_max_ - std::min(received_, body_bytes_max_)) {
    too_large_ = true;  // As announced: no need to wait for it.
    request_.body.clear();
    ec = beast_http::error::body_limit;
  }
}

std::size_t H1Reader::on_chunk_body_impl(std::uint64_t /*remain*/, Text body, ErrorCode& ec) {
  take_body(body, ec);
  return body.size();
}

void H1Reader::on_finish_impl(ErrorCode& /*ec*/) {}

}  // namespace cems::http
