/// Reading and replacing the ledger.
#include "store/rocks/ledger.h"

#include <string>

#include "base/bytes.h"
#include "base/file.h"
#include "base/quote.h"
#include "store/rocks/record_frame.h"

namespace cems::store::rocks {
namespace {

constexpr std::uint8_t kLedgerEdition = 1;
constexpr std::size_t kBytesMax = 64;

std::filesystem::path ledger_path(const std::filesystem::path& folder) {
  return folder / "LEDGER";
}

}  // namespace

Result<std::optional<LedgerEntry>> read_ledger(const std::filesystem::path& folder) {
  const std::filesystem::path path = ledger_path(folder);
  const Result<std::string> text = read_file(path, kBytesMax);
  if (!text && text.error().code == Errc::not_found) return std::optional<LedgerEntry>{};
  if (!text && text.error().code != Errc::too_large) return text.error();
  if (text) {
    const auto framed = read_frame(*text, kLedgerEdition);
    std::string_view in = framed ? framed->payload : std::string_view();
    const auto next_seq = get_u64(in);
    if (next_seq && in.empty()) return std::optional(LedgerEntry{*next_seq});
  }
  return Error{Errc::corrupt, "store: the ledger " + quote(path.string()) + " is damaged"};
}

Status write_ledger(const std::filesystem::path& folder, const LedgerEntry& entry) {
  std::string text;
  begin_frame(text, kLedgerEdition);
  put_u64(text, entry.next_seq);
  seal_frame(text);
  return write_file_atomically(ledger_path(folder), text);
}

}  // namespace cems::store::rocks
