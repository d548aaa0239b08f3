// The console in front of the service: what is served, in which coding, how long it may be kept,
// and that nothing leads out of its folder.
#include "api/console.h"

#include <fstream>

#include <zlib.h>

#include "base/limits.h"
#include "service_fixture.h"

namespace cems::api {
namespace {

std::string gunzip(std::string_view bytes) {
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 16 + MAX_WBITS), Z_OK);
  std::string out(1U << 20U, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

class ConsoleTest : public ServiceTest {
 protected:
  ConsoleTest() {
    put("index.html", "<!doctype html><title>cems</title>");
    put("favicon.svg", "<svg/>");
    put("assets/index-BxLq2f0A.js", script_);
    put("assets/index-BxLq2f0A.js.br", "as brotli");
    put("assets/chart-0123_-yz.css", script_);
    put(".vite/manifest.json", "{}");
    open();
  }

  void put(const std::string& name, std::string_view text) {
    const std::filesystem::path path = std::filesystem::path(folder_) / "console" / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }

  void open() {
    Result<ConsoleFiles> files = ConsoleFiles::load(folder_ + "/console");
    ASSERT_TRUE(files) << files.error().message;
    console_ = std::make_unique<Console>(std::move(*files), *service_);
  }

  struct File {
    int status = 0;
    std::vector<http::Field> fields;
    std::string body;

    [[nodiscard]] std::string field(std::string_view name) const {
      for (const http::Field& f : fields) {
        if (f.name == name) {
          return f.value;
        }
      }
      return "";
    }
  };

  File fetch(std::string_view target, std::vector<http::Field> fields = {},
             std::string_view method = "GET") {
    http::Request request;
    request.method = method;
    request.target = target;
    request.fields = std::move(fields);
    http::Response response = console_->handle(request);
    File file{response.status, response.fields, response.body};
    for (bool more = response.rest != nullptr; more;) {
      const Result<bool> read = response.rest->read(file.body);
      more = read && *read;
    }
    return file;
  }

  std::string coding(std::string_view accept, std::string_view target) {
    return fetch(target, {{"accept-encoding", std::string(accept)}}).field("content-encoding");
  }

  // Longer than a piece of a body, so that it is streamed.
  const std::string script_ = std::string(3 * limits::kBodyChunkBytes, 'a') + "();";
  std::unique_ptr<Console> console_;
};

TEST_F(ConsoleTest, ThePageIsAtTheRootAndAskedForEachTime) {
  for (const std::string_view target : {"/", "/index.html", "/?lang=en"}) {
    const File page = fetch(target);
    EXPECT_EQ(page.status, 200) << target;
    EXPECT_EQ(page.body, "<!doctype html><title>cems</title>");
    EXPECT_EQ(page.field("content-type"), "text/html; charset=utf-8");
    EXPECT_EQ(page.field("cache-control"), "no-cache");
    EXPECT_EQ(page.field("x-content-type-options"), "nosniff");
    EXPECT_EQ(page.field("referrer-policy"), "no-referrer");
    EXPECT_EQ(page.field("cross-origin-opener-policy"), "same-origin");
    const std::string policy = page.field("content-security-policy");
    EXPECT_TRUE(policy.starts_with("default-src 'none'; script-src 'self'; ")) << policy;
    EXPECT_EQ(policy.find("unsafe"), std::string::npos) << policy;
  }
}

TEST_F(ConsoleTest, WhatIsNamedByItsContentMayBeKeptForEver) {
  for (const std::string_view kept : {"/assets/index-BxLq2f0A.js", "/assets/chart-0123_-yz.css"}) {
    EXPECT_EQ(fetch(kept).field("cache-control"), "public, max-age=31536000, immutable") << kept;
  }
  EXPECT_EQ(fetch("/favicon.svg").field("cache-control"), "no-cache");
  EXPECT_EQ(fetch("/favicon.svg").field("content-type"), "image/svg+xml");
}

TEST_F(ConsoleTest, TheCodingIsTheOneWantedMost) {  // RFC 9110 12.5.3
  constexpr std::string_view kScript = "/assets/index-BxLq2f0A.js";
  EXPECT_EQ(coding("gzip, deflate, br", kScript), "br");
  EXPECT_EQ(coding("br;q=0.5, gzip", kScript), "gzip");
  EXPECT_EQ(coding("br;q=0, gzip;q=0", kScript), "");
  EXPECT_EQ(coding("identity, gzip;q=0.5", kScript), "");
  EXPECT_EQ(coding("gzip, deflate, br", "/assets/chart-0123_-yz.css"), "gzip") << "has no .br";
  EXPECT_EQ(coding("gzip", "/favicon.svg"), "") << "too short to win anything";
  EXPECT_EQ(fetch(kScript).body, script_);
  EXPECT_EQ(fetch(kScript, {{"accept-encoding", "br"}}).body, "as brotli");
  EXPECT_EQ(gunzip(fetch(kScript, {{"accept-encoding", "gzip"}}).body), script_);
  EXPECT_EQ(fetch(kScript).field("vary"), "accept-encoding");
}

TEST_F(ConsoleTest, ATagIsOfTheBytesThatAreSent) {  // RFC 9110 8.8.3, 13.1.2
  constexpr std::string_view kScript = "/assets/index-BxLq2f0A.js";
  const std::string plain = fetch(kScript).field("etag");
  const std::string brotli = fetch(kScript, {{"accept-encoding", "br"}}).field("etag");
  EXPECT_TRUE(plain.starts_with("\"")) << plain;
  EXPECT_NE(plain, brotli);
  const File known = fetch(kScript, {{"if-none-match", "\"other\", " + plain}});
  EXPECT_EQ(known.status, 304);
  EXPECT_EQ(known.body, "");
  EXPECT_EQ(known.field("etag"), plain);
  EXPECT_EQ(fetch(kScript, {{"if-none-match", brotli}}).status, 200);
  open();
  EXPECT_EQ(fetch(kScript).field("etag"), plain) << "the same after a restart";
}

TEST_F(ConsoleTest, NothingElseOfTheDiskHasAnAddress) {
  put("late.txt", "written after the start");
  std::ofstream(folder_ + "/tokens.txt") << "secret";
  for (const std::string_view target :
       {"/../tokens.txt", "/..%2ftokens.txt", "/assets/../index.html", "//index.html", "/late.txt",
        "/assets", "/assets/", "/.vite/manifest.json", "/assets/index-BxLq2f0A.js.br",
        "/assets/index-BxLq2f0A.js%00", "/INDEX.HTML", "*", ""}) {
    const File none = fetch(target);
    EXPECT_EQ(none.status, 404) << target;
    EXPECT_NE(none.body.find("40401"), std::string::npos) << none.body;
  }
}

TEST_F(ConsoleTest, OtherMethodsAreRefusedAndOtherAddressesLeftToTheService) {
  const File post = fetch("/", {}, "POST");
  EXPECT_EQ(post.status, 405);
  EXPECT_EQ(post.field("allow"), "GET, HEAD");
  EXPECT_EQ(fetch("/", {}, "HEAD").status, 200);
  EXPECT_EQ(fetch("/healthz").body, "{\"status\":\"ok\"}\n");
}

TEST_F(ConsoleTest, AFolderThatIsNoConsoleIsRefused) {
  EXPECT_EQ(ConsoleFiles::load(folder_ + "/nothing").error().code, Errc::not_found);
  EXPECT_EQ(ConsoleFiles::load(folder_ + "/archive").error().code, Errc::not_found)
      << "without an index.html";
  put("a b.js", "");
  EXPECT_EQ(ConsoleFiles::load(folder_ + "/console").error().code, Errc::invalid_argument);
  std::filesystem::remove(folder_ + "/console/a b.js");
  for (std::size_t i = 0; i <= limits::kConsoleFilesMax; ++i) {
    put(fmt::format("many/{}.txt", i), "");
  }
  EXPECT_EQ(ConsoleFiles::load(folder_ + "/console").error().code, Errc::too_large);
}

}  // namespace
}  // namespace cems::api
