// See refusal_code.h.
#include "api/refusal_code.h"

namespace cems::api {

spec::Code code_of(ingest::Refusal refusal) {
  using spec::Code;
  switch (refusal) {
    case ingest::Refusal::malformed:
    case ingest::Refusal::not_a_number:
    case ingest::Refusal::bad_quality:
      return Code::parameter_invalid;
    case ingest::Refusal::missing:
      return Code::parameter_missing;
    case ingest::Refusal::bad_time:
      return Code::time_invalid;
    case ingest::Refusal::unknown_series:
    case ingest::Refusal::in_future:
    case ingest::Refusal::too_old:
    case ingest::Refusal::out_of_range:
      return Code::reading_refused;
    case ingest::Refusal::not_stored:
      return Code::source_unavailable;
  }
  return Code::reading_refused;
}

}  // namespace cems::api
