/// Who comes in from where: how many connections and TLS handshakes an address has at a loop.
///
/// Connections beyond their number are turned away; handshakes beyond theirs wait for their turn,
/// in the order they came. Each loop has a door of its own with its share of both, since the kernel
/// spreads connections over the loops: no lock is needed. Used on the loop's thread.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <unordered_map>

namespace cems::net {

class Door {
 public:
  /// Called when the turn of a handshake has come, which then is to end_handshake(). It only notes
  /// so: the work is for later, or a long queue would be a deep stack. False when it is gone.
  using Turn = std::function<bool()>;

  /// So many of each for an address, at least 1.
  Door(std::size_t connections, std::size_t handshakes)
      : connections_max_(connections), handshakes_max_(handshakes) {}

  /// A connection has come; false when its address has too many. A true one is to leave().
  [[nodiscard]] bool enter(const std::string& address);

  /// REQUIRES: enter() was true; its handshake, if any, has ended.
  void leave(const std::string& address);

  /// True: the handshake may begin, and is to end_handshake(). False: `turn` is called when it may.
  /// REQUIRES: between enter() and leave().
  [[nodiscard]] bool begin_handshake(const std::string& address, Turn turn);

  /// The next one that waits gets its turn.
  void end_handshake(const std::string& address);

  /// Whether handshakes of that address wait.
  [[nodiscard]] bool is_crowded(const std::string& address) const;

 private:
  struct Visitors {
    std::size_t connections = 0;
    std::size_t handshakes = 0;
    std::deque<Turn> waiting;
  };

  const std::size_t connections_max_;
  const std::size_t handshakes_max_;
  std::unordered_map<std::string, Visitors> visitors_;
};

}  // namespace cems::net
