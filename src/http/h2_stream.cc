// Fields are copied into the Request as they come; everything that is too much is refused here.
#include "http/h2_stream.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "base/limits.h"
#include "http/field_text.h"
#include "http/spare_buffers.h"

namespace cems::http {
namespace {

// An honest client cannot get beyond this: nghttp2 takes 9 frames of 16 KiB for a header block,
// and literals decode to less than twice their size. A bomb of indexed fields does (147 kB became
// 580 MB), and decoding it field by field is what costs.
constexpr std::size_t kBombFactor = 8;

// A request larger than most is not what the next one will need.
constexpr std::size_t kKeptBytesMax = 2048;

}  // namespace

H2Stream::H2Stream(std::int32_t id, const PeerInfo& peer, TimeMs now)
    : id_(id), body_since_(now), moved_at_(now) {
  request_.set_peer(peer);
  request_.protocol = "h2";
}

void H2Stream::end() {
  release_request();
  intake_.reset();
  rest_.reset();
  held_.reset();
  waits_ = false;
  give_spare_text(std::move(out_));
  out_at_ = 0;
}

void H2Stream::begin_again(std::int32_t id, const PeerInfo& peer, TimeMs now) {
  id_ = id;
  phase_ = Phase::head;
  request_.set_peer(peer);  // Whose certificate it was before is not to be believed of this one.
  request_.protocol = "h2";
  field_count_ = 0;
  field_bytes_ = 0;
  body_bytes_max_ = 0;
  received_ = 0;
  freed_ = 0;
  is_head_ = false;
  body_since_ = now;
  moved_at_ = now;
  sent_since_move_ = 0;
}

void H2Stream::release_request() {
  if (field_bytes_ > kKeptBytesMax || request_.body.capacity() > kKeptBytesMax) {
    request_ = Request{};
    spare_fields_.clear();
    return;
  }
  request_.method.clear();
  request_.target.clear();
  request_.authority.clear();
  request_.body.clear();
  request_.peer.clear();
  request_.certificate_names = nullptr;
  request_.refusal.reset();
  for (Field& field : request_.fields) {
    spare_fields_.push_back(std::move(field));
  }
  request_.fields.clear();
}

void H2Stream::refuse(Refusal refusal) {
  if (!request_.refusal) {
    request_.refusal = refusal;
  }
  request_.body.clear();
  request_.body.shrink_to_fit();
  intake_.reset();
}

bool H2Stream::add_field(std::string_view name, std::string_view value) {
  field_bytes_ += name.size() + value.size() + 32;
  field_count_ += name.starts_with(':') ? 0 : 1;
  if (field_bytes_ > kBombFactor * limits::kHeaderBytesMax ||
      field_count_ > kBombFactor * limits::kHeaderFieldsMax) {
    return false;
  }
  if (phase_ != Phase::head || add_pseudo_field(name, value)) {
    return true;  // Trailers are counted and otherwise ignored.
  }
  if (field_bytes_ > limits::kHeaderBytesMax || field_count_ > limits::kHeaderFieldsMax) {
    refuse(Refusal::fields_too_large);
    return true;
  }
  add_plain_field(name, value);
  return true;
}

bool H2Stream::add_pseudo_field(std::string_view name, std::string_view value) {
  if (!name.starts_with(':')) {
    return false;
  }
  if (value.size() > limits::kUriBytesMax) {
    refuse(name == ":path" ? Refusal::uri_too_long : Refusal::fields_too_large);
    value = value.substr(0, limits::kUriBytesMax);
  }
  if (name == ":method") {
    request_.method = value;
  } else if (name == ":path") {
    request_.target = value;
  } else if (name == ":authority") {
    request_.authority = value;
  }
  return true;
}

void H2Stream::add_plain_field(std::string_view name, std::string_view value) {
  if (name == "cookie") {
    // Cookies may come in crumbs (RFC 9113 8.2.3); nobody behind us should have to know.
    for (Field& f : request_.fields) {
      if (f.name == name) {
        f.value.append("; ").append(value);
        return;
      }
    }
  }
  if (spare_fields_.empty()) {
    request_.fields.push_back({std::string(name), std::string(value)});
    return;
  }
  Field& field = request_.fields.emplace_back(std::move(spare_fields_.back()));
  spare_fields_.pop_back();
  field.name = name;
  field.value = value;
}

void H2Stream::end_head(const Handler& handler, TimeMs now) {
  CEMS_ASSERT(phase_ == Phase::head);
  phase_ = Phase::body;
  body_since_ = now;
  moved_at_ = now;
  const std::optional<std::string_view> host = request_.field("host");
  if (request_.authority.empty() && host) {
    request_.authority = *host;
  }
  if (is_connect()) {
    request_.target = request_.authority;  // As HTTP/1.1 would spell it.
  }
  if (refused()) {
    return;
  }
  if (!is_host(request_.authority) || (host && !same_text(*host, request_.authority))) {
    refuse(Refusal::malformed);
    return;
  }
  body_bytes_max_ = handler.body_bytes_max(request_);
  // nghttp2 has checked that it is one number and compares it with what comes.
  const std::optional<std::string_view> length = request_.field("content-length");
  if (length && content_length(*length).value_or(UINT64_MAX) > body_bytes_max_) {
    refuse(Refusal::body_too_large);
  }
}

void H2Stream::add_body(std::string_view bytes, TimeMs now) {
  CEMS_ASSERT(phase_ == Phase::body);
  received_ += bytes.size();
  moved_at_ = now;
  if (received_ > body_bytes_max_) {
    refuse(Refusal::body_too_large);
  } else if (intake_ != nullptr) {
    intake_->add(bytes);
  } else if (request_.method != "GET" && request_.method != "HEAD") {
    request_.body.append(bytes);  // Content of GET and HEAD means nothing (RFC 9110 9.3.1).
  }
}

void H2Stream::open_intake(Handler& handler, const Wake& wake) {
  CEMS_ASSERT(phase_ == Phase::body && received_ == 0);
  intake_ = handler.open_intake(request_, wake);
}

void H2Stream::end_body() {
  CEMS_ASSERT(phase_ == Phase::body && intake_ != nullptr);
  phase_ = Phase::working;
  intake_->end();
}

std::size_t H2Stream::take_freed(TimeMs now) {
  const std::size_t worked_at = received_ - intake_->waiting();
  const std::size_t freed = worked_at - freed_;
  freed_ = worked_at;
  if (freed > 0) {
    moved_at_ = now;  // The peer could not send before; its time begins now.
  }
  return freed;
}

std::optional<Response> H2Stream::take_answer(TimeMs now) {
  std::optional<Response> response = intake_->answer();
  if (response) {
    intake_.reset();
    release_request();
    phase_ = Phase::answering;
    moved_at_ = now;
  }
  return response;
}

Response H2Stream::answer(Handler& handler, TimeMs now) {
  CEMS_ASSERT(phase_ == Phase::body);
  phase_ = Phase::answering;
  moved_at_ = now;
  Response response = handler.handle(request_);
  release_request();
  return response;
}

void H2Stream::await(std::unique_ptr<Intake> intake, bool is_head) {
  CEMS_ASSERT(phase_ == Phase::answering && intake_ == nullptr);
  phase_ = Phase::working;
  intake_ = std::move(intake);
  is_head_ = is_head;
  freed_ = received_;  // What has come in has had its room back.
}

void H2Stream::keep_body(std::string first, std::unique_ptr<BodySource> rest, const Wake& wake) {
  CEMS_ASSERT(phase_ == Phase::answering);
  if (rest) {
    rest->wake_with(wake);
  }
  out_.swap(first);
  give_spare_text(std::move(first));
  out_at_ = 0;
  rest_ = std::move(rest);
}

Result<H2Stream::Piece> H2Stream::next_piece(std::size_t at_most) {
  while (out_.size() - out_at_ < at_most && rest_) {
    if (!rest_->ready()) {
      waits_ = out_at_ == out_.size();
      break;
    }
    out_.erase(0, out_at_);
    out_at_ = 0;
    const Result<bool> more = rest_->read(out_);
    if (!more) {
      return more.error();
    }
    if (!*more) {
      rest_.reset();
    }
  }
  if (waits_) {
    return Piece{};
  }
  const std::size_t n = std::min(at_most, out_.size() - out_at_);
  return Piece{n, out_at_ + n == out_.size() && !rest_};
}

std::string_view H2Stream::take_piece(std::size_t size) {
  CEMS_ASSERT(size <= out_.size() - out_at_);
  out_at_ += size;
  return std::string_view(out_).substr(out_at_ - size, size);
}

bool H2Stream::end_wait(TimeMs now) {
  CEMS_ASSERT(waits_);
  waits_ = !rest_->ready();
  moved_at_ = now;
  return !waits_;
}

void H2Stream::note_sent(std::size_t bytes, TimeMs now) {
  sent_since_move_ += bytes;
  if (sent_since_move_ >= limits::kReadBytesMin) {
    sent_since_move_ = 0;
    moved_at_ = now;
  }
}

void H2Stream::end_answer(TimeMs now) {
  CEMS_ASSERT(phase_ == Phase::answering);
  phase_ = Phase::spent;
  moved_at_ = now;
}

TimeMs H2Stream::deadline() const {
  switch (phase_) {
    case Phase::head:
      return kTimeMax;
    case Phase::body: {
      if (intake_ != nullptr && intake_->waiting() >= limits::kIntakeBytesMax) {
        return kTimeMax;  // It waits for us: until then it has room to go on.
      }
      const auto earned =
          static_cast<std::int64_t>(received_) * 1000 / limits::kBodyBytesPerSecondMin;
      return std::min(moved_at_, body_since_ + earned) + limits::kBodyStallMs;
    }
    case Phase::working:
      return kTimeMax;
    case Phase::answering:
      return waits_ ? kTimeMax : moved_at_ + limits::kWriteStallMs;
    case Phase::spent:
      return moved_at_ + limits::kLingerMs;
  }
  return kTimeMax;
}

}  // namespace cems::http
