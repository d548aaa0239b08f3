// The life of a connection: one request read, one answer written, again.
#include "http/h1_session.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "base/limits.h"
#include "http/field_text.h"

namespace cems::http {
namespace {

// A head cannot be within its limits and longer than this on the wire: line ends, colons and
// blanks come on top of what is counted, and less than the 32 bytes a field that are counted too.
constexpr std::size_t kHeadWireBytesMax = limits::kUriBytesMax + limits::kHeaderBytesMax + 1024;

// Path and query of the absolute form; the others stay as they are (RFC 9112 3.2.2).
std::string origin_form(const std::string& target) {
  const std::size_t scheme = target.find("://");
  if (target.starts_with('/') || scheme == std::string::npos) {
    return target;
  }
  const std::size_t path = target.find_first_of("/?#", scheme + 3);
  if (path == std::string::npos) {
    return "/";
  }
  return target[path] == '/' ? target.substr(path) : "/" + target.substr(path);
}

}  // namespace

H1Session::H1Session(Handler& handler, const PeerInfo& peer, TimeMs now, Wake wake)
    : handler_(handler),
      peer_(peer),
      wake_(std::move(wake)),
      now_(now),
      born_at_(now),
      phase_since_(now),
      moved_at_(now) {}

// --- In

void H1Session::feed(std::string_view bytes, TimeMs now) {
  now_ = now;
  if (phase_ == Phase::closed) {
    return;
  }
  in_.append(bytes);
  while (step()) {
  }
  // An owner that reads on although wants_input() is false would let a peer fill memory.
  if ((phase_ == Phase::answering || phase_ == Phase::working) &&
      input().size() > 4 * limits::kPipelineBytesMax) {
    cut();
  }
}

bool H1Session::step() {
  switch (phase_) {
    case Phase::idle:
      if (input().starts_with("\r\n")) {
        consume(2);  // RFC 9112 2.2: some clients end a body with one too many.
      }
      if (input().empty() || input() == "\r") {
        return false;
      }
      phase_ = Phase::head;
      phase_since_ = fresh_ ? phase_since_ : now_;
      fresh_ = false;
      looked_ = 0;
      return true;
    case Phase::head:
      return read_head();
    case Phase::body:
      return read_body();
    case Phase::working:
    case Phase::answering:
    case Phase::closed:
      return false;
  }
  return false;
}

bool H1Session::read_head() {
  const std::string_view in = input();
  const std::size_t seen = looked_;
  const std::optional<std::size_t> end = find_head_end(in, looked_);
  if (end && *end <= kHeadWireBytesMax) {
    const H1Head facts = http::read_head(in.substr(0, *end));
    if (facts.refusal) {
      refuse(*facts.refusal, facts);
    } else {
      begin_request(in.substr(0, *end), facts);
    }
    return true;
  }
  // A line as long as this has a target that is too long, or is none at all.
  const std::string_view line = in.substr(0, std::min(in.find("\r\n"), in.size()));
  std::optional<Refusal> refusal;
  if (line.size() > limits::kUriBytesMax + 64) {
    refusal = Refusal::uri_too_long;
  } else if (in.size() > kHeadWireBytesMax) {
    refusal = Refusal::fields_too_large;
  } else if (is_hopeless(in, seen)) {
    refusal = Refusal::malformed;
  }
  if (!refusal) {
    return false;
  }
  H1Head facts;
  read_request_line(line, facts);
  if (facts.refusal == Refusal::malformed && line.size() < in.size()) {
    refusal = Refusal::malformed;  // A whole first line that is no request line.
  }
  refuse(*refusal, facts);
  return true;
}

void H1Session::begin_request(std::string_view head, const H1Head& facts) {
  request_ = Request{};
  request_.set_peer(peer_);
  version_11_ = facts.version_11;
  close_ = facts.close;
  reader_.emplace(request_);
  if (!reader_->read_head(head)) {
    refuse(Refusal::malformed, facts);
    return;
  }
  request_.authority = facts.host.value_or(std::string_view{});
  request_.target = origin_form(request_.target);
  const std::size_t body_bytes_max = handler_.body_bytes_max(request_);
  if (facts.content_length.value_or(0) > body_bytes_max) {
    refuse(Refusal::body_too_large, H1Head{});  // request_ keeps its fields: who asks is known.
    return;
  }
  reader_->limit_body(body_bytes_max);
  const bool expects = facts.expects_continue && version_11_ && !reader_->done();
  consume(head.size());  // `facts` and `head` point into it: not to be used from here on.
  phase_ = Phase::body;
  phase_since_ = now_;
  moved_at_ = now_;
  if (!reader_->done()) {
    intake_ = handler_.open_intake(request_, wake_);
    waiting_ = 0;
  }
  if (intake_ != nullptr) {
    reader_->send_body_to(*intake_);
  }
  if (expects && input().empty()) {
    outbox_.append("HTTP/1.1 100 Continue\r\n\r\n");
  }
}

bool H1Session::read_body() {
  if (!reader_->done() && !input().empty()) {
    const H1Reader::Progress progress = reader_->read_body(input());
    consume(progress.consumed);
    if (progress.consumed > 0) {
      moved_at_ = now_;
    }
    if (progress.refusal) {
      refuse(*progress.refusal, H1Head{});
      return true;
    }
  }
  if (!reader_->done()) {
    return false;
  }
  if (intake_ != nullptr) {
    phase_ = Phase::working;
    intake_->end();
    return false;
  }
  answer();
  return true;
}

void H1Session::consume(std::size_t bytes) {
  in_at_ += bytes;
  looked_ = 0;
  if (in_at_ == in_.size()) {
    constexpr std::size_t kKeptBytes = 4096;  // An idle connection keeps no more than this.
    if (in_.capacity() > kKeptBytes) {
      std::string().swap(in_);
    }
    in_.clear();
    in_at_ = 0;
  } else if (in_at_ > limits::kPipelineBytesMax / 2) {
    in_.erase(0, in_at_);
    in_at_ = 0;
  }
}

void H1Session::refuse(Refusal refusal, const H1Head& facts) {
  if (!facts.method.empty()) {
    request_ = Request{};
    request_.set_peer(peer_);
    request_.method = facts.method;
    request_.target = origin_form(std::string(facts.target));
    request_.authority = facts.host.value_or(std::string_view{});
    version_11_ = facts.version_11;
  } else if (!reader_) {
    request_ = Request{};
    request_.set_peer(peer_);
  }
  request_.body.clear();
  request_.refusal = refusal;
  intake_.reset();
  // Where this request ends, nobody can say for sure: nothing after it is believed.
  close_ = true;
  in_.clear();
  in_at_ = 0;
  answer();
}

// --- Out

void H1Session::drain(std::string& out, TimeMs now, std::size_t bytes) {
  now_ = now;
  const std::size_t begin = out.size();
  if (intake_ != nullptr) {
    tend_intake();
  }
  while (!broken_ && out.size() - begin < bytes) {
    const std::size_t room = bytes - (out.size() - begin);
    const std::size_t n = std::min(room, outbox_.size() - outbox_at_);
    out.append(outbox_, outbox_at_, n);
    outbox_at_ += n;
    if (outbox_at_ < outbox_.size()) {
      break;
    }
    outbox_.clear();
    outbox_at_ = 0;
    if (phase_ != Phase::answering) {
      break;
    }
    waits_ = rest_ && !rest_->ready();
    if (waits_) {
      phase_since_ = now;
      break;
    }
    if (rest_) {
      produce(out);
    } else {
      end_answer();
    }
  }
}

void H1Session::end_answer() {
  held_.reset();
  if (close_) {
    phase_ = Phase::closed;
    in_.clear();
    in_at_ = 0;
    return;
  }
  phase_ = Phase::idle;
  phase_since_ = now_;
  while (step()) {
  }
  if (leaving_ && phase_ == Phase::idle) {
    phase_ = Phase::closed;
  }
}

void H1Session::cut() {
  broken_ = true;
  phase_ = Phase::closed;
  rest_.reset();
  held_.reset();
  intake_.reset();
  outbox_.clear();
  outbox_at_ = 0;
}

bool H1Session::finished() const {
  return broken_ || (phase_ == Phase::closed && outbox_.empty());
}

bool H1Session::wants_input() const {
  switch (phase_) {
    case Phase::idle:
    case Phase::head:
    case Phase::closed:
      return true;
    case Phase::body:
      return intake_ == nullptr || intake_->waiting() < limits::kIntakeBytesMax;
    case Phase::working:
    case Phase::answering:
      return input().size() < limits::kPipelineBytesMax;
  }
  return true;
}

void H1Session::shut_down(TimeMs now) {
  now_ = now;
  leaving_ = true;
  if (phase_ == Phase::idle) {
    phase_ = Phase::closed;
  }
}

// --- Deadlines

TimeMs H1Session::deadline() const {
  switch (phase_) {
    case Phase::idle:
      return fresh_ ? phase_since_ + limits::kHeaderMs
                    : std::min(phase_since_ + limits::kIdleMs,
                               std::max(phase_since_, born_at_ + limits::kConnectionAgeMs));
    case Phase::head:
      return phase_since_ + limits::kHeaderMs;
    case Phase::working:
      return kTimeMax;
    case Phase::body: {
      if (intake_ != nullptr && intake_->waiting() >= limits::kIntakeBytesMax) {
        return kTimeMax;  // The peer waits for us: until then it has room to go on.
      }
      const auto earned =
          static_cast<std::int64_t>(reader_->received()) * 1000 / limits::kBodyBytesPerSecondMin;
      return std::min(moved_at_, phase_since_ + earned) + limits::kBodyStallMs;
    }
    case Phase::answering:
    case Phase::closed:
      return kTimeMax;  // Whether the peer takes what it is sent, the owner sees.
  }
  return kTimeMax;
}

void H1Session::expire(TimeMs now) {
  now_ = now;
  if (now < deadline()) {
    return;
  }
  if (phase_ == Phase::idle) {
    phase_ = Phase::closed;  // An idle peer expects silence.
    return;
  }
  cut();
}

std::unique_ptr<Session> make_h1_session(Handler& handler, const PeerInfo& peer, TimeMs now,
                                         Wake wake) {
  return std::make_unique<H1Session>(handler, peer, now, std::move(wake));
}

}  // namespace cems::http
