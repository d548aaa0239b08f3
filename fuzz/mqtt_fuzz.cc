// Feeds bytes to a client's session of MQTT behind a sound beginning, in pieces the input chooses,
// and holds its promises: nothing is acknowledged unasked, a finished session stays finished, what
// goes out is bounded, and how the bytes are cut changes nothing.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.h"
#include "mqtt/client_session.h"
#include "mqtt/topic.h"

namespace {

using cems::TimeMs;
using namespace cems::mqtt;  // NOLINT(google-build-using-namespace): the one thing looked at here.

constexpr std::uint16_t kReceiveMax = 4;

SessionOptions options_of(bool v5) {
  SessionOptions options;
  options.version = v5 ? Version::v5 : Version::v311;
  options.client_id = "c";
  options.filters = {"a/#"};
  options.receive_max = kReceiveMax;
  options.packet_bytes_max = 4096;
  return options;
}

class Owner final : public Listener {
 public:
  Owner(bool v5, bool acknowledge) : acknowledge_(acknowledge), session_(options_of(v5), *this) {
    session_.open(TimeMs{0});
    CEMS_ASSERT(session_.publish("b", "ours"));
    session_.drain(out_, TimeMs{0});
  }

  void on_subscribed(bool session_present) override {
    told_.push_back(session_present ? "+" : "-");
  }

  void on_message(const Message& message) override {
    CEMS_ASSERT(is_topic_name(message.topic));
    told_.push_back(std::string(message.topic) + '\n' + std::string(message.payload));
    if (message.packet_id != 0 && acknowledge_) {
      session_.acknowledge(message.packet_id);
    }
  }

  void on_publish_refused(const std::string& why) override { told_.push_back(why); }

  void read(std::string_view in, std::size_t step) {
    while (!in.empty()) {
      const std::size_t n = std::min(step, in.size());
      const bool finished = session_.finished();
      session_.feed(in.substr(0, n), TimeMs{1});
      in.remove_prefix(n);
      const std::size_t before = out_.size();
      session_.drain(out_, TimeMs{1});
      CEMS_ASSERT(!finished || (session_.finished() && out_.size() == before));
    }
    CEMS_ASSERT(session_.deadline() > TimeMs{0});
    session_.shut_down(TimeMs{2});
    session_.drain(out_, TimeMs{2});
    CEMS_ASSERT(session_.finished() && session_.ending().end != End::none);
  }

  [[nodiscard]] const std::string& out() const { return out_; }

  [[nodiscard]] const std::vector<std::string>& told() const { return told_; }

  [[nodiscard]] End end() const { return session_.ending().end; }

  [[nodiscard]] std::string ending() const { return session_.ending().text; }

 private:
  const bool acknowledge_;
  ClientSession session_;
  std::string out_;
  std::vector<std::string> told_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) {
    return 0;
  }
  // The first byte: version, whether messages are acknowledged, whether the beginning is given, and
  // the length of the pieces.
  const bool v5 = (data[0] & 1U) != 0;
  const bool acknowledge = (data[0] & 2U) != 0;
  std::string bytes;
  if ((data[0] & 4U) != 0) {
    bytes = v5 ? std::string("\x20\x03\x00\x00\x00\x90\x04\xFF\xFF\x00\x01", 11)
               : std::string("\x20\x02\x00\x00\x90\x03\xFF\xFF\x01", 9);
  }
  bytes.append(data + 1, data + size);
  const std::size_t step = 1 + (data[0] >> 3U);

  Owner whole(v5, acknowledge);
  whole.read(bytes, bytes.size());
  Owner pieces(v5, acknowledge);
  pieces.read(bytes, step);
  CEMS_ASSERT(whole.told() == pieces.told() && whole.ending() == pieces.ending());
  // A connection that the broker ends takes with it what was not sent yet.
  CEMS_ASSERT(whole.end() != End::asked || whole.out() == pieces.out());
  // CONNECT, SUBSCRIBE, DISCONNECT, our message; and a PUBACK, 4 bytes, for 5 that came at least.
  CEMS_ASSERT(whole.out().size() <= 100 + (acknowledge ? bytes.size() : 0));
  return 0;
}
