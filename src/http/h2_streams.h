/// The streams of a connection, by id.
///
/// Those that are over wait for the next ones, of any connection of their thread: a request then
/// costs no allocation here. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>

#include "base/time.h"
#include "http/h2_stream.h"

namespace cems::http {

class H2Streams {
 public:
  using Map = std::unordered_map<std::int32_t, std::unique_ptr<H2Stream>>;

  H2Streams() = default;
  H2Streams(const H2Streams&) = delete;
  H2Streams& operator=(const H2Streams&) = delete;

  ~H2Streams() { clear(); }

  /// Null where there is none. A request is looked for some fifteen times in a row.
  [[nodiscard]] H2Stream* find(std::int32_t id) {
    if (last_ == nullptr || last_->id() != id) {
      last_ = look_up(id);
    }
    return last_;
  }

  /// REQUIRES: there is none of that id.
  void add(std::int32_t id, const PeerInfo& peer, TimeMs now);

  void remove(std::int32_t id);

  void clear();

  [[nodiscard]] std::size_t size() const { return map_.size(); }

  [[nodiscard]] bool empty() const { return map_.empty(); }

  [[nodiscard]] Map::const_iterator begin() const { return map_.begin(); }

  [[nodiscard]] Map::const_iterator end() const { return map_.end(); }

 private:
  [[nodiscard]] H2Stream* look_up(std::int32_t id) const;

  Map map_;
  H2Stream* last_ = nullptr;  // Found last, and still there.
};

}  // namespace cems::http
