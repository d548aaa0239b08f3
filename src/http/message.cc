// Looks fields up by name. Requests have a handful of them, so a scan beats an index.
#include "http/message.h"

#include <algorithm>

namespace cems::http {

std::optional<std::string_view> Request::field(std::string_view name) const {
  for (const Field& f : fields) {
    if (f.name == name) {
      return f.value;
    }
  }
  return std::nullopt;
}

std::optional<std::string> Request::joined(std::string_view name) const {
  std::optional<std::string> all;
  for (const Field& f : fields) {
    if (f.name == name) {
      all = all ? *all + ", " + f.value : f.value;
    }
  }
  return all;
}

std::size_t Request::count(std::string_view name) const {
  const auto n =
      std::count_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == name; });
  return static_cast<std::size_t>(n);
}

}  // namespace cems::http
