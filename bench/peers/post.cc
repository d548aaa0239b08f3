// Posts the workload of bench/peers to a server and prints how long that took as one line of JSON:
//
//   peers_post FORMAT ROWS SCALE URL-OF-HOURS URL-OF-MINUTES [TOKEN CERTIFICATE]
//   peers_post FORMAT ROWS SCALE -           prints the texts instead (what psql reads)
//
// The texts of a block are made before its clock starts. Two connections are kept, each with one
// request of ROWS readings under way: https speaks HTTP/2, http HTTP/1.1. The numbers behind
// "accepted" in the answers are added up, for servers that say such a thing.
#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <sys/resource.h>

#include <curl/curl.h>
#include <fmt/format.h>

#include "bench/peers/bodies.h"
#include "bench/peers/connection.h"
#include "bench/peers/workload.h"

namespace {

using namespace cems::bench;  // NOLINT(google-build-using-namespace): a program of its own.
using Clock = std::chrono::steady_clock;

constexpr int kConnections = 2;
constexpr long kOk = 200;
constexpr long kNotOk = 300;

[[noreturn]] void fail(const std::string& message) {
  fmt::print(stderr, "peers_post: {}\n", message);
  std::_Exit(1);
}

std::int64_t number(std::string_view text) {
  std::int64_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

double cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

double seconds_since(Clock::time_point begun) {
  return std::chrono::duration<double>(Clock::now() - begun).count();
}

struct Target {
  std::string urls[2];  ///< By table.
  Credentials credentials;
};

std::unique_ptr<Connection> connect(const Target& target) {
  return target.urls[0].starts_with("https:") ? make_h2_connection(target.credentials)
                                              : make_h1_connection();
}

/// Readings that the answer says are accepted; ends the program where the text is not taken.
std::int64_t post_one(Connection& connection, const std::string& url, const std::string& body) {
  const auto answer = connection.post(url, body);
  if (!answer) fail(url + ": " + answer.error().message);
  if (answer->status < kOk || answer->status >= kNotOk) {
    fail(fmt::format("{}: {} {}", url, answer->status, answer->body.substr(0, 500)));
  }
  constexpr std::string_view kAccepted = "\"accepted\":";
  const std::size_t at = answer->body.find(kAccepted);
  return at == std::string::npos
             ? 0
             : number(std::string_view(answer->body).substr(at + kAccepted.size()));
}

/// What is posted, over all blocks.
class Posting {
 public:
  explicit Posting(const Target& target) : target_(target) {
    for (int i = 0; i < kConnections; ++i)
      connections_.push_back(connect(target_));
  }

  void post(const Block& block, const std::vector<std::string>& bodies) {
    const std::string& url = target_.urls[block.table == Table::hours ? 0 : 1];
    std::atomic<std::size_t> next = 0;
    std::vector<std::vector<double>> times(kConnections);
    const double cpu = cpu_seconds();
    const auto begun = Clock::now();
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < kConnections; ++i) {
      threads.emplace_back(
          [&, i] { accepted_ += post_rest(*connections_[i], url, bodies, next, times[i]); });
    }
    for (std::thread& one : threads)
      one.join();
    seconds_ += seconds_since(begun);
    cpu_seconds_ += cpu_seconds() - cpu;
    rows_ += block.rows();
    for (const auto& one : times)
      times_.insert(times_.end(), one.begin(), one.end());
  }

  void print() {
    std::sort(times_.begin(), times_.end());
    fmt::print(
        "{{\"rows\":{},\"accepted\":{},\"seconds\":{:.3f},\"client_cpu_s\":{:.3f},"
        "\"post_p50_ms\":{:.2f},\"post_p99_ms\":{:.2f}}}\n",
        rows_, accepted_.load(), seconds_, cpu_seconds_, times_[times_.size() / 2] * 1e3,
        times_[times_.size() * 99 / 100] * 1e3);
  }

 private:
  /// One thread's part: whatever body is next. Readings accepted.
  static std::int64_t post_rest(Connection& connection, const std::string& url,
                                const std::vector<std::string>& bodies,
                                std::atomic<std::size_t>& next, std::vector<double>& times) {
    std::int64_t accepted = 0;
    for (std::size_t n = next++; n < bodies.size(); n = next++) {
      const auto sent = Clock::now();
      accepted += post_one(connection, url, bodies[n]);
      times.push_back(seconds_since(sent));
    }
    return accepted;
  }

  const Target& target_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<double> times_;
  std::atomic<std::int64_t> accepted_ = 0;
  double seconds_ = 0;
  double cpu_seconds_ = 0;
  std::int64_t rows_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const auto format = format_of(arguments.empty() ? "" : arguments[0]);
  if (!format || arguments.size() < 4) {
    fmt::print(stderr,
               "usage: peers_post csv|lines|tsv|copy ROWS SCALE (URL URL [TOKEN CERT] | -)\n");
    return 2;
  }
  const std::int64_t rows = number(arguments[1]);
  const std::vector<Block> blocks = blocks_of(static_cast<int>(number(arguments[2])));
  if (arguments[3] == "-") {
    for (const Block& block : blocks) {
      for (const std::string& body : make_bodies(block, *format, rows))
        std::fwrite(body.data(), 1, body.size(), stdout);
    }
    return std::fflush(stdout) == 0 ? 0 : 1;
  }
  Target target{{arguments[3], arguments.at(4)}, {}};
  if (arguments.size() > 5) target.credentials.token = arguments[5];
  if (arguments.size() > 6) target.credentials.certificate = arguments[6];
  curl_global_init(CURL_GLOBAL_DEFAULT);
  Posting posting(target);
  for (const Block& block : blocks)
    posting.post(block, make_bodies(block, *format, rows));
  posting.print();
  return 0;
}
