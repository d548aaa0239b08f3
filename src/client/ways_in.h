/// Readings and archives into a running server: extension X6 of the dictionary (contract.md,
/// "Addresses"). Their answers are not the standard's, so their names are in no profile.
///
/// Thread-safety: as Client's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "client/client.h"

namespace cems::client {

/// One reading that the server did not take.
struct RejectedLine {
  std::uint64_t line = 0;  ///< Of the body that was sent, from 1.
  std::string column;      ///< Of the long form; empty when it is the whole line.
  std::int32_t code = 0;   ///< Return code (dictionary R2), e.g. 42201.
  std::string reason;

  friend bool operator==(const RejectedLine&, const RejectedLine&) = default;
};

/// What became of a batch. Everything that is counted is durable.
struct ReadingsReport {
  std::uint64_t accepted = 0;
  std::uint64_t corrected = 0;
  std::uint64_t duplicate = 0;
  std::uint64_t rejected_count = 0;
  std::vector<RejectedLine> rejected;  ///< The first of them; a server lists no more than it likes.
};

/// Sends readings in the long form, header included: POST /ingest/v1/readings, at most
/// limits::kBulkBodyBytesMax. Needs the scope `ingest`. A long body goes to another machine encoded
/// with zstd, at a tenth of its length or so.
/// Errors: invalid_argument when the whole body is refused (the text explains), those of
/// Client::post, unavailable for an answer that is neither, and internal (the encoder).
[[nodiscard]] Result<ReadingsReport> post_readings(Client& client, std::string_view csv);

/// What became of an archive. With problems nothing was changed.
struct ArchiveReport {
  std::vector<FieldFault> problems;   ///< `field` is a JSON pointer; may be empty with a `refusal`.
  std::string refusal;                ///< Why it was refused, in one line; empty when it was taken.
  std::vector<std::string> warnings;  ///< `pointer: reason`
};

/// Sends an archive: PUT /admin/v1/cems/{cemsId}. Needs the scope `admin`.
/// Errors: those of Client::put and of read_envelope.
[[nodiscard]] Result<ArchiveReport> put_archive(Client& client, std::string_view cems,
                                                std::string_view json);

}  // namespace cems::client
