/// Calls the interfaces of a CEMS server: for the command line, the tests and, later, the checker.
///
/// Thread-safety: one client, one thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "client/envelope.h"
#include "client/transport.h"
#include "spec/interface.h"
#include "spec/wire.h"

namespace cems::client {

/// Names as they travel, values not yet percent-encoded.
using Params = std::vector<std::pair<std::string, std::string>>;

/// Appends `text` percent-encoded (RFC 3986 2.1): everything but letters, digits and `-._~`, so
/// that a `+` of a time arrives as `+`.
void append_percent_encoded(std::string& out, std::string_view text);

class Client {
 public:
  /// Both must outlive the client.
  explicit Client(Transport& transport, const spec::Wire& wire = spec::Wire::standard())
      : transport_(transport), wire_(wire) {}

  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// One call of an interface: GET, or POST with a JSON body where the profile has no GET. An
  /// answer that says no is an Envelope like any other.
  /// Errors: those of Transport::send and read_envelope.
  [[nodiscard]] Result<Envelope> call(const spec::InterfaceInfo& interface, const Params& params);

  /// One call of an interface that answers with events (InterfaceInfo::streams): `take` is given
  /// them as they come, until they end or it says false. An answer that says no is an Envelope;
  /// nothing where the events have come.
  /// Errors: those of call.
  [[nodiscard]] Result<std::optional<Envelope>> watch(
      const spec::InterfaceInfo& interface, const Params& params,
      const std::function<bool(std::string_view)>& take);

  /// Every page of an interface, joined (page_join.h), in the envelope of the last one. Asks for
  /// the largest pages where `params` has no pageSize. With pageNo or cursor in `params` it is
  /// `call`. Pages are followed by their cursors; where a server gives none by number.
  /// Errors: those of call; unavailable when without cursors the number of rows kept changing
  /// between pages, which would repeat or drop some, three times in a row.
  [[nodiscard]] Result<Envelope> fetch_all(const spec::InterfaceInfo& interface, Params params);

  /// POST or PUT of a body outside the interfaces (ways_in.h); the body is not copied, and has been
  /// encoded where a coding is named. Errors: those of Transport::send.
  [[nodiscard]] Result<HttpAnswer> post(std::string target, std::string_view content_type,
                                        std::string_view body, std::string_view coding = {});
  [[nodiscard]] Result<HttpAnswer> put(std::string target, std::string_view content_type,
                                       std::string_view body);

  [[nodiscard]] const spec::Wire& wire() const { return wire_; }

  [[nodiscard]] bool is_local() const { return transport_.is_local(); }

  /// The server's address, for messages.
  [[nodiscard]] const std::string& url() const { return transport_.url(); }

 private:
  enum class Outcome : unsigned char { complete, changed };

  [[nodiscard]] Result<Outcome> fetch_once(const spec::InterfaceInfo& interface,
                                           const Params& params, Envelope& out);

  /// A body it has is written to `body`, which it refers to.
  [[nodiscard]] HttpCall request(const spec::InterfaceInfo& interface, const Params& params,
                                 std::string& body) const;

  Transport& transport_;
  const spec::Wire& wire_;
};

}  // namespace cems::client
