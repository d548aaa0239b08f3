/// Which return code (dictionary R2) a reading is refused with, the same for every way in.
#pragma once

#include "ingest/reading_check.h"
#include "spec/code.h"

namespace cems::api {

[[nodiscard]] spec::Code code_of(ingest::Refusal refusal);

}  // namespace cems::api
