// The arithmetic of pages.
#include "query/page.h"

#include <algorithm>

#include "base/assert.h"

namespace cems::query {

PageCut cut_page(std::uint64_t total, const PageRequest& page) {
  CEMS_ASSERT(!page.after);
  PageCut cut;
  cut.total = total;
  cut.pages = total / page.size + (total % page.size == 0 ? 0 : 1);
  if (page.number > cut.pages) {
    return cut;  // Also keeps (number - 1) * size below total: no overflow.
  }
  cut.first = (page.number - 1) * page.size;
  cut.count = std::min(page.size, total - cut.first);
  cut.has_next = page.number < cut.pages;
  return cut;
}

PageCut cut_behind(std::uint64_t first, std::uint64_t total, const PageRequest& page) {
  PageCut cut;
  cut.total = total;
  cut.pages = total / page.size + (total % page.size == 0 ? 0 : 1);
  cut.first = std::min(first, total);
  cut.count = std::min(page.size, total - cut.first);
  cut.has_next = cut.first + cut.count < total;
  return cut;
}

}  // namespace cems::query
