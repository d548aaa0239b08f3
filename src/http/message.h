/// One request and one answer, the same for HTTP/2 and HTTP/1.1 (RFC 9110).
///
/// The sessions (h2_session.h, h1_session.h) turn bytes into Requests and Responses into bytes;
/// whoever answers (api) sees neither frames nor versions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace cems::http {

/// Name in lower case (RFC 9113 8.2), value without surrounding blanks.
struct Field {
  std::string name;
  std::string value;
  /// Of an answer: hardly another one has that value, which would only push the rest out of the
  /// peer's table of fields (RFC 7541 2.3.2).
  bool is_unique = false;
};

/// Why a session could not read a request to its end although the connection is sound. The handler
/// answers it with its envelope; method and target hold what was read of them, the body is empty.
enum class Refusal : std::uint8_t { uri_too_long, fields_too_large, body_too_large, malformed };

/// Who is at the other end of a connection; copied into each of its requests.
struct PeerInfo {
  std::string address;  ///< Without the port.
  std::shared_ptr<const std::vector<std::string>> certificate_names;

  // Implicit, because most peers are but an address.
  // NOLINTBEGIN(google-explicit-constructor)
  PeerInfo(std::string_view at, std::shared_ptr<const std::vector<std::string>> names = nullptr)
      : address(at), certificate_names(std::move(names)) {}

  PeerInfo(const char* at) : PeerInfo(std::string_view(at)) {}

  PeerInfo(const std::string& at) : PeerInfo(std::string_view(at)) {}

  // NOLINTEND(google-explicit-constructor)
};

struct Request {
  std::string method;     ///< As sent, e.g. "GET".
  std::string target;     ///< Path and query as sent, percent-encoded; starts with '/' or is "*".
  std::string authority;  ///< :authority or Host.
  std::vector<Field> fields;
  std::string body;
  std::string peer;                        ///< Address of the client, without its port.
  std::string_view protocol = "http/1.1";  ///< As ALPN names it; or "h2".
  /// Names of the client certificate that the connection's TLS has verified; null without one.
  std::shared_ptr<const std::vector<std::string>> certificate_names;
  std::optional<Refusal> refusal;

  void set_peer(const PeerInfo& info) {
    peer = info.address;
    certificate_names = info.certificate_names;
  }

  /// Value of the first field of that (lower-case) name, or nothing. Lives as long as the request.
  [[nodiscard]] std::optional<std::string_view> field(std::string_view name) const;
  /// Values of all fields of that name, joined with commas as RFC 9110 5.3 says for lists; nothing
  /// where there is none.
  [[nodiscard]] std::optional<std::string> joined(std::string_view name) const;
  /// How many fields have that name; more than one `authorization` is an attack.
  [[nodiscard]] std::size_t count(std::string_view name) const;
};

/// Makes the loop of a connection look at its session again (Session::drain), soon and once or more
/// often. May be called from any thread, and when the connection is gone; does not block.
using Wake = std::function<void()>;

/// The body of an answer, made piece by piece as the peer takes it (architecture decision 5).
class BodySource {
 public:
  virtual ~BodySource() = default;

  /// Appends the next piece to `out`, about limits::kBodyChunkBytes; true when more follows.
  /// An error after the first piece ends the stream by reset (HTTP/2) or a cut connection
  /// (HTTP/1.1 chunked): never a short answer that looks whole.
  [[nodiscard]] virtual Result<bool> read(std::string& out) = 0;

  /// False while a body that goes on has nothing to say at the moment (a live stream). It is not
  /// read then, and that is a stall of nobody, until it has called what wake_with() gave it.
  [[nodiscard]] virtual bool ready() { return true; }

  /// Memory that waits in it beside the pieces, where that is more than a question's own.
  [[nodiscard]] virtual std::size_t bytes() const { return 0; }

  /// What to call when ready() has become true; given once, before anything else is asked.
  virtual void wake_with(const Wake& /*wake*/) {}
};

struct Response;

/// A request's body on its way into work that takes its time and is done elsewhere (a batch of
/// readings): pieces are handed over as they come, and the answer is fetched when it is there. Of
/// one that is Response::later nothing but the answer is asked: its request has been read.
///
/// Owned by the session, all calls on its thread. Destroying it says that nobody waits for the
/// answer any more: the stream is gone, or answered. Whoever works calls Wake when waiting() has
/// become less or answer() has something.
class Intake {
 public:
  virtual ~Intake() = default;

  /// The next piece of the body (copied). The session stops reading from the peer while
  /// waiting() is limits::kIntakeBytesMax or more.
  virtual void add(std::string_view bytes) = 0;

  /// The body is complete.
  virtual void end() = 0;

  /// Bytes handed over that nobody has worked at yet.
  [[nodiscard]] virtual std::size_t waiting() const = 0;

  /// What to call, for one that was not given it when it was made (Response::later); once, before
  /// anything else is asked.
  virtual void wake_with(const Wake& /*wake*/) {}

  /// The answer, once. It may be there before the body's end: what still comes is not wanted then.
  [[nodiscard]] virtual std::optional<Response> answer() = 0;
};

struct Response {
  int status = 200;
  std::vector<Field> fields;  ///< Without date, content-length and connection-specific ones.
  /// More of them, which many answers have alike and which have no control characters; sent before
  /// `fields`. Owned by the Handler, for as long as it is there; may be null.
  const std::vector<Field>* common = nullptr;
  std::string body;                  ///< The whole body, or its first piece where `rest` is set.
  std::unique_ptr<BodySource> rest;  ///< What follows `body`; nothing for a complete one.
  std::uint8_t verdict = 0;  ///< The handler's own word for what it says; sessions ignore it.
  /// Let go when the body has been sent or given up: whoever counts what waits. May be null.
  std::shared_ptr<const void> held{};
  /// Where it is set the answer is made elsewhere and fetched from here; nothing else in this one
  /// means anything.
  std::unique_ptr<Intake> later{};
};

/// Answers requests. Called on the loop's thread; one handler serves every connection of a loop, so
/// it must be safe to call from several threads where loops share it.
class Handler {
 public:
  virtual ~Handler() = default;

  /// Never throws; what goes wrong is a Response too.
  [[nodiscard]] virtual Response handle(const Request& request) = 0;

  /// The largest body this target may carry, asked as soon as the head is read.
  [[nodiscard]] virtual std::size_t body_bytes_max(const Request& head) const = 0;

  /// Where the body of this request goes while it comes in, asked once after body_bytes_max and
  /// where a body follows; null: it is collected and given to `handle`. Whoever is given an Intake
  /// is not asked to `handle` that request, unless its body turns out to be refused.
  [[nodiscard]] virtual std::unique_ptr<Intake> open_intake(const Request& /*head*/,
                                                            const Wake& /*wake*/) {
    return nullptr;
  }

  // --- What sessions tell of HTTP/2 connections, for whoever counts.

  /// A stream was reset, by us or by the peer, with this code (RFC 9113 7).
  virtual void on_reset(bool /*by_us*/, std::uint32_t /*code*/) {}

  /// A connection was ended by GOAWAY with this code.
  virtual void on_goaway(std::uint32_t /*code*/) {}
};

}  // namespace cems::http
