/// One request's way back: the envelope (dictionary R2) and what every answer carries.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/answer_fields.h"
#include "api/envelope.h"
#include "api/operation.h"
#include "api/problem.h"
#include "base/time.h"
#include "base/zone.h"
#include "http/message.h"

namespace cems::api {

/// Lives as long as its request is being answered; used on one thread.
class Exchange {
 public:
  /// Takes the request's id (echoed when it is 1 to 64 printable characters, else made) and
  /// language. `now` stands in the envelope, whose texts outlive this.
  Exchange(const http::Request& request, const Envelope& envelope, TimeMs now);

  /// From here on the envelope's timestamp is in the site's zone; before that in UTC.
  void use_zone(const Zone& zone) { zone_ = zone; }

  /// What the answer says the request is called. Lives as long as this.
  [[nodiscard]] const std::string& request_id() const& { return request_id_; }

  [[nodiscard]] std::string request_id() && { return std::move(request_id_); }

  /// The envelope of a 200 up to where its data stand.
  [[nodiscard]] std::string envelope() const;

  /// 200 with the envelope around `data`, for nobody to keep: what a writing call answers.
  [[nodiscard]] http::Response done(Data data) const;

  /// 200 with the envelope around `data`, or with the table that it is. `tag` is its entity tag;
  /// empty: it has none.
  [[nodiscard]] http::Response answer(Data data, const AnswerFields& common, std::string tag) const;

  /// 304 without content (RFC 9110 15.4.5).
  [[nodiscard]] http::Response not_modified(const AnswerFields& common, std::string tag) const;

  /// The error's envelope, with the status of its code and the fields HTTP asks for.
  [[nodiscard]] http::Response refuse(const Problem& problem) const;

  /// 200 with a live stream, whose data are events already.
  [[nodiscard]] http::Response stream(Data data) const;

  /// The same way back at a later moment.
  [[nodiscard]] Exchange at(TimeMs now) const;

  /// A small JSON document without an envelope (/healthz, /ingest).
  [[nodiscard]] http::Response plain(int status, std::string json) const;

 private:
  [[nodiscard]] http::Response bare(int status) const;
  [[nodiscard]] http::Response with(int status, const AnswerFields::Block& common,
                                    std::string tag) const;
  /// Of messages; Chinese unless the request prefers English (dictionary R1).
  [[nodiscard]] spec::Language language() const;
  /// Puts the envelope around `data`.
  void wrap(http::Response& response, Data data) const;
  /// Appends what stands between the envelope's message and its data, but for the quote.
  void append_id_and_time(std::string& out) const;

  [[nodiscard]] const spec::Wire& wire() const { return envelope_.wire(); }

  const Envelope& envelope_;
  TimeMs now_;
  Zone zone_;
  std::string request_id_;
  std::optional<std::string> accept_language_;  // Read where a text depends on it: seldom.
};

}  // namespace cems::api
