/// Memory of answers that have gone out, for the next ones: a server that is busy does not ask for
/// memory for each.
///
/// Every thread has its own, a few hundred KiB at most.
#pragma once

#include <string>
#include <vector>

#include "http/message.h"

namespace cems::http {

/// An empty text, mostly one with memory of an answer before.
[[nodiscard]] std::string take_spare_text();

/// Keeps the memory of a text that is not needed any more. Long ones are let go.
void give_spare_text(std::string&& text);

/// No fields, with room for a few.
[[nodiscard]] std::vector<Field> take_spare_fields();

/// Keeps the memory of fields that are not needed any more, but not that of their texts.
void give_spare_fields(std::vector<Field>&& fields);

}  // namespace cems::http
