// How an answer is framed in HTTP/1.1: by its length, by chunks, or by the connection's end.
#include <array>
#include <charconv>
#include <utility>

#include "base/limits.h"
#include "http/date.h"
#include "http/field_text.h"
#include "http/h1_session.h"

namespace cems::http {
namespace {

std::string_view reason_of(int status) {
  constexpr std::array<std::pair<int, std::string_view>, 22> kReasons{{
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {304, "Not Modified"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {409, "Conflict"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {415, "Unsupported Media Type"},
      {422, "Unprocessable Content"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {503, "Service Unavailable"},
      {504, "Gateway Timeout"},
      {507, "Insufficient Storage"},
  }};
  for (const auto& [code, reason] : kReasons) {
    if (code == status) {
      return reason;
    }
  }
  return "";  // RFC 9112 4: the phrase may be empty.
}

// The chunk's size line; the data and a CRLF follow (RFC 9112 7.1).
void append_chunk_head(std::string& out, std::size_t size) {
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), size, 16);
  out.append(digits.data(), end.ptr).append("\r\n");
}

}  // namespace

void H1Session::answer() {
  Response response = handler_.handle(request_);
  if (response.later) {
    phase_ = Phase::working;
    reader_.reset();
    intake_ = std::move(response.later);
    intake_->wake_with(wake_);
    waiting_ = 0;
    return;
  }
  send(std::move(response), request_.method == "HEAD");
}

void H1Session::tend_intake() {
  const std::size_t waiting = intake_->waiting();
  if (waiting < waiting_) {
    moved_at_ = now_;  // The peer could not send before; its time begins now.
  }
  waiting_ = waiting;
  std::optional<Response> response = intake_->answer();
  if (!response) {
    return;
  }
  if (phase_ == Phase::body) {
    // Answered early: what is still to come of the body is not read, so nothing can follow it.
    close_ = true;
    in_.clear();
    in_at_ = 0;
  }
  send(*std::move(response), request_.method == "HEAD");
}

void H1Session::send(Response response, bool is_head) {
  close_ = close_ || leaving_ || !version_11_ || now_ >= born_at_ + limits::kConnectionAgeMs;
  write_head(response, is_head);
  if (!is_head && has_content(response.status)) {
    rest_ = std::move(response.rest);
    held_ = std::move(response.held);
    if (rest_) {
      rest_->wake_with(wake_);
    }
    if (!response.body.empty() && chunked_answer_) {
      append_chunk_head(outbox_, response.body.size());
      outbox_.append(response.body).append("\r\n");
    } else {
      outbox_.append(response.body);
    }
  }
  reader_.reset();
  intake_.reset();
  request_ = Request{};
  phase_ = Phase::answering;
  phase_since_ = now_;
}

void H1Session::write_head(const Response& response, bool is_head) {
  outbox_.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  outbox_.append(reason_of(response.status)).append("\r\n");
  outbox_.append("date: ").append(current_date()).append("\r\n");
  const auto write = [this](const std::vector<Field>& fields) {
    for (const Field& f : fields) {
      outbox_.append(f.name).append(": ").append(safe_value(f.value)).append("\r\n");
    }
  };
  if (response.common != nullptr) {
    write(*response.common);
  }
  write(response.fields);
  chunked_answer_ = false;
  if (has_content(response.status)) {
    if (!response.rest) {
      outbox_.append("content-length: ").append(std::to_string(response.body.size()));
      outbox_.append("\r\n");
    } else if (version_11_) {
      chunked_answer_ = !is_head;
      outbox_.append("transfer-encoding: chunked\r\n");
    }
  }
  outbox_.append(close_ ? "connection: close\r\n\r\n" : "\r\n");
}

void H1Session::produce(std::string& out) {
  std::string piece;
  const Result<bool> more = rest_->read(piece);
  if (!more) {
    cut();
    return;
  }
  if (!*more) {
    rest_.reset();
  }
  if (!chunked_answer_) {
    out.append(piece);
    return;
  }
  if (!piece.empty()) {  // An empty chunk would be the last one.
    append_chunk_head(out, piece.size());
    out.append(piece).append("\r\n");
  }
  if (!rest_) {
    out.append("0\r\n\r\n");
  }
}

}  // namespace cems::http
