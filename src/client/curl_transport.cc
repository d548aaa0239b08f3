// See curl_transport.h.
#include "client/curl_transport.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <optional>
#include <utility>

#include <curl/curl.h>

#include "base/clock.h"
#include "base/quote.h"
#include "client/call_signer.h"

namespace cems::client {

namespace {

using spec::Header;

struct FreeEasy {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

using List = std::unique_ptr<curl_slist, FreeList>;

void append(List& list, const std::string& line) {
  if (curl_slist* const longer = curl_slist_append(list.get(), line.c_str())) {
    static_cast<void>(list.release());
    list.reset(longer);
  }
}

std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) {
    return {};
  }
  std::string copy(text);
  curl_free(text);
  return copy;
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

// libcurl 7.88 (Debian 12) breaks on the second request of a connection with prior knowledge
// (curl pull request 10643, mended in 8.0). Cleartext is for loopback, where connecting is cheap.
bool can_reuse_clear_connections() {
  constexpr unsigned kMended = 0x080000;
  return curl_version_info(CURLVERSION_NOW)->version_num >= kMended;
}

/// Where the body of an answer goes.
struct Sink {
  CURL* handle;
  const HttpCall& call;
  std::string& body;
  bool given_up = false;
};

std::size_t take_body(char* bytes, std::size_t one, std::size_t size, void* out) {
  Sink& sink = *static_cast<Sink*>(out);
  const std::string_view piece(bytes, one * size);
  long status = 0;
  curl_easy_getinfo(sink.handle, CURLINFO_RESPONSE_CODE, &status);
  if (!sink.call.take || status != 200) {
    sink.body.append(piece);
    return piece.size();
  }
  sink.given_up = !sink.call.take(piece);
  return sink.given_up ? 0 : piece.size();
}

// What to do about a failure of libcurl. The rest of its codes speak for themselves.
std::string advice_for(CURLcode code, std::string_view scheme) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return "there is no such host; check --url";
    case CURLE_COULDNT_CONNECT:
      return "is the server running (cems serve), and on this port?";
    case CURLE_PEER_FAILED_VERIFICATION:
      return "its certificate is not trusted; give --cacert DIR/tls/cert.pem of the server's data "
             "folder, or --insecure to trust anything";
    case CURLE_SSL_CACERT_BADFILE:
      return "the file of --cacert cannot be read as PEM certificates";
    case CURLE_SSL_CONNECT_ERROR:
      return scheme == "https" ? "no TLS there; is it an http:// address?"
                               : "the TLS handshake failed";
    case CURLE_OPERATION_TIMEDOUT:
      return "it did not answer in time; try again, or ask for less";
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_PARTIAL_FILE:
    case CURLE_WEIRD_SERVER_REPLY:
      return scheme == "http" ? "the connection broke; is it an https:// address?"
                              : "the connection broke; try again";
    default:
      return "the exchange failed";
  }
}

class CurlTransport final : public Transport {
 public:
  CurlTransport(CurlOptions options, std::optional<CallSigner> signer, const spec::Wire& wire,
                CURL* handle, std::string scheme, std::string host)
      : options_(std::move(options)),
        signer_(std::move(signer)),
        wire_(wire),
        handle_(handle),
        scheme_(std::move(scheme)),
        host_(std::move(host)) {}

  Result<HttpAnswer> send(const HttpCall& call) override {
    curl_easy_reset(handle_.get());
    HttpAnswer answer;
    prepare_connection();
    if (call.take) {
      curl_easy_setopt(handle_.get(), CURLOPT_LOW_SPEED_LIMIT, 0L);  // Streams may be silent.
    }
    Sink sink{handle_.get(), call, answer.body};
    const List headers = prepare_call(call, sink);
    std::array<char, CURL_ERROR_SIZE> details{};
    curl_easy_setopt(handle_.get(), CURLOPT_ERRORBUFFER, details.data());
    const CURLcode code = curl_easy_perform(handle_.get());
    if (code != CURLE_OK && !sink.given_up) {
      std::string text = details[0] != '\0' ? details.data() : curl_easy_strerror(code);
      return Error{Errc::unavailable, "cannot reach " + options_.url + ": " +
                                          advice_for(code, scheme_) + " (" + text + ")"};
    }
    long status = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
    answer.status = static_cast<int>(status);
    const char* type = nullptr;
    curl_easy_getinfo(handle_.get(), CURLINFO_CONTENT_TYPE, &type);
    answer.content_type = type == nullptr ? "" : type;
    return answer;
  }

  [[nodiscard]] bool is_local() const override { return is_loopback(host_); }

  [[nodiscard]] const std::string& url() const override { return options_.url; }

 private:
  void prepare_connection() {
    CURL* const h = handle_.get();
    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
    const bool clear = scheme_ == "http";
    curl_easy_setopt(h, CURLOPT_HTTP_VERSION,
                     clear ? CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE : CURL_HTTP_VERSION_2TLS);
    if (clear && !can_reuse_clear_connections()) {
      curl_easy_setopt(h, CURLOPT_FORBID_REUSE, 1L);
    }
    curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout_ms));
    curl_easy_setopt(h, CURLOPT_LOW_SPEED_LIMIT, 1L);
    const std::int64_t stall_s = std::max<std::int64_t>(1, options_.stall_timeout_ms / 1000);
    curl_easy_setopt(h, CURLOPT_LOW_SPEED_TIME, static_cast<long>(stall_s));
    if (is_loopback(host_)) {
      curl_easy_setopt(h, CURLOPT_NOPROXY, "*");
    }
    if (options_.insecure) {
      curl_easy_setopt(h, CURLOPT_SSL_VERIFYPEER, 0L);
      curl_easy_setopt(h, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    if (!options_.ca_file.empty()) {
      curl_easy_setopt(h, CURLOPT_CAINFO, options_.ca_file.c_str());
    }
    if (!options_.certificate_file.empty()) {
      curl_easy_setopt(h, CURLOPT_SSLCERT, options_.certificate_file.c_str());
      curl_easy_setopt(h, CURLOPT_SSLKEY, options_.key_file.c_str());
    }
  }

  void append_field(List& headers, Header header, std::string_view value) const {
    append(headers, std::string(wire_.header_name(header)) + ": " + std::string(value));
  }

  List prepare_call(const HttpCall& call, Sink& sink) {
    CURL* const h = handle_.get();
    const std::string address = options_.url + call.target;
    curl_easy_setopt(h, CURLOPT_URL, address.c_str());
    List headers;
    // Without a value a line takes back what libcurl would send by itself under the usual name.
    append(headers, "Accept:");
    append(headers, "Content-Type:");
    append_field(headers, Header::accept, call.accept);
    append_field(headers, Header::accept_language, "en");
    if (!options_.token.empty()) {
      append_field(headers, Header::authorization, "Bearer " + options_.token);
    }
    if (signer_) {
      const CallSignature made = signer_->sign(call, real_now());
      append_field(headers, Header::x_cems_timestamp, made.timestamp);
      append_field(headers, Header::x_cems_nonce, made.nonce);
      append_field(headers, Header::x_cems_signature, made.signature);
    }
    if (!call.content_type.empty()) {
      append_field(headers, Header::content_type, call.content_type);
      if (!call.content_encoding.empty()) {
        append(headers, "Content-Encoding: " + std::string(call.content_encoding));
      }
      append(headers, "Expect:");  // Waiting for 100-continue costs a round trip for nothing.
      curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
      curl_easy_setopt(h, CURLOPT_POSTFIELDS, call.body.data());
    }
    const std::string method(call.method);
    curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, method.c_str());
    curl_easy_setopt(h, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(h, CURLOPT_WRITEDATA, &sink);
    return headers;
  }

  CurlOptions options_;
  std::optional<CallSigner> signer_;
  const spec::Wire& wire_;
  std::unique_ptr<CURL, FreeEasy> handle_;
  std::string scheme_;
  std::string host_;
};

bool fits_in_header(std::string_view token) {
  return std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < '\x7F'; });
}

}  // namespace

Result<std::unique_ptr<Transport>> open_curl(CurlOptions options, const spec::Wire& wire) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  while (options.url.ends_with('/')) {
    options.url.pop_back();
  }
  const std::unique_ptr<CURLU, FreeUrl> url(curl_url());
  const bool parsed =
      url != nullptr && curl_url_set(url.get(), CURLUPART_URL, options.url.c_str(), 0) == CURLUE_OK;
  std::string scheme = parsed ? part_of(url.get(), CURLUPART_SCHEME) : "";
  std::string host = parsed ? part_of(url.get(), CURLUPART_HOST) : "";
  const bool bare = parsed && part_of(url.get(), CURLUPART_QUERY).empty() &&
                    part_of(url.get(), CURLUPART_FRAGMENT).empty() &&
                    part_of(url.get(), CURLUPART_USER).empty();
  if (!bare || host.empty() || (scheme != "https" && scheme != "http")) {
    return Error{Errc::invalid_argument, quote(options.url) +
                                             " is not the address of a server; write "
                                             "https://host:port, e.g. https://127.0.0.1:8443"};
  }
  if (!fits_in_header(options.token)) {
    return Error{Errc::invalid_argument,
                 "the token has a blank or another character that no token has"};
  }
  std::optional<CallSigner> signer;
  if (!options.sign_key_file.empty()) {
    Result<CallSigner> opened = CallSigner::open(options.sign_key_file);
    if (!opened) {
      return opened.error();
    }
    signer = *std::move(opened);
  }
  CURL* const handle = curl_easy_init();
  if (handle == nullptr) {
    return Error{Errc::internal, "libcurl cannot start"};
  }
  return std::unique_ptr<Transport>(std::make_unique<CurlTransport>(
      std::move(options), std::move(signer), wire, handle, std::move(scheme), std::move(host)));
}

}  // namespace cems::client
