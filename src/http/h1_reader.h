/// Reads one HTTP/1.1 request with Beast's parser, fed from memory.
///
/// The parser is given only heads that h1_head.h has passed; it splits fields and takes bodies
/// apart, chunked or counted. Trailers are read and ignored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include <boost/beast/http/basic_parser.hpp>

#include "http/message.h"

namespace cems::http {

class H1Reader final : private boost::beast::http::basic_parser<true> {
  using Base = boost::beast::http::basic_parser<true>;
  using ErrorCode = boost::beast::error_code;
  using Text = boost::beast::string_view;

 public:
  /// `request` is filled; it must outlive the reader.
  explicit H1Reader(Request& request);
  ~H1Reader() override = default;

  /// Reads a complete head. False: malformed. REQUIRES: called once, before read_body().
  [[nodiscard]] bool read_head(std::string_view head);

  /// The most body this request may carry; asked for after its head.
  void limit_body(std::size_t bytes) { body_bytes_max_ = bytes; }

  /// Gives the body to an Intake instead of the request; it outlives the reader.
  void send_body_to(Intake& intake) { intake_ = &intake; }

  struct Progress {
    std::size_t consumed = 0;
    std::optional<Refusal> refusal;  ///< malformed, body_too_large or fields_too_large.
  };

  /// Takes as much as there is of body and trailers; what is not consumed is given again, longer.
  [[nodiscard]] Progress read_body(std::string_view in);

  /// The whole message has been read.
  [[nodiscard]] bool done() const { return Base::is_done(); }

  /// Bytes of body read so far, kept or not.
  [[nodiscard]] std::size_t received() const { return received_; }

 private:
  void on_request_impl(boost::beast::http::verb verb, Text method, Text target, int version,
                       ErrorCode& ec) override;
  void on_response_impl(int code, Text reason, int version, ErrorCode& ec) override;
  void on_field_impl(boost::beast::http::field id, Text name, Text value, ErrorCode& ec) override;
  void on_header_impl(ErrorCode& ec) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode& ec) override;
  std::size_t on_body_impl(Text body, ErrorCode& ec) override;
  void on_chunk_header_impl(std::uint64_t size, Text extensions, ErrorCode& ec) override;
  std::size_t on_chunk_body_impl(std::uint64_t remain, Text body, ErrorCode& ec) override;
  void on_finish_impl(ErrorCode& ec) override;

  void take_body(Text body, ErrorCode& ec);

  Request& request_;
  Intake* intake_ = nullptr;
  bool head_done_ = false;
  std::size_t body_bytes_max_ = 0;
  std::size_t received_ = 0;
  bool too_large_ = false;
};

}  // namespace cems::http
