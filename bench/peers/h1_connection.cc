// See connection.h.
#include <curl/curl.h>

#include "bench/peers/connection.h"

namespace cems::bench {
namespace {

std::size_t keep_answer(char* bytes, std::size_t one, std::size_t size, void* out) {
  static_cast<std::string*>(out)->append(bytes, one * size);
  return one * size;
}

class H1Connection final : public Connection {
 public:
  H1Connection() : handle_(curl_easy_init()) {
    // No "Expect: 100-continue": a round trip before each body.
    headers_ = curl_slist_append(headers_, "Expect:");
    headers_ = curl_slist_append(headers_, "Content-Type: text/csv");
    curl_easy_setopt(handle_, CURLOPT_HTTPHEADER, headers_);
    curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, keep_answer);
    curl_easy_setopt(handle_, CURLOPT_WRITEDATA, &body_);
  }

  H1Connection(const H1Connection&) = delete;
  H1Connection& operator=(const H1Connection&) = delete;

  ~H1Connection() override {
    curl_easy_cleanup(handle_);
    curl_slist_free_all(headers_);
  }

  Result<Answer> post(const std::string& url, const std::string& body) override {
    body_.clear();
    curl_easy_setopt(handle_, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle_, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(handle_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    const CURLcode code = curl_easy_perform(handle_);
    if (code != CURLE_OK) return Error{Errc::unavailable, url + ": " + curl_easy_strerror(code)};
    Answer answer;
    curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &answer.status);
    answer.body = body_;
    return answer;
  }

 private:
  CURL* handle_;
  curl_slist* headers_ = nullptr;
  std::string body_;
};

}  // namespace

std::unique_ptr<Connection> make_h1_connection() {
  return std::make_unique<H1Connection>();
}

}  // namespace cems::bench
