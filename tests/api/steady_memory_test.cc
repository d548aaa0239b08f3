// The same question again and again asks for no memory: what it needs is kept from the answer
// before. Counted by the hooks of the sanitizers' allocators, which see every kind of asking.
#include <cstddef>
#include <string>

#include <gtest/gtest.h>

#include "http/spare_buffers.h"
#include "service_fixture.h"

// Of <sanitizer/allocator_interface.h>; null in a program without a sanitizer's allocator.
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): it is theirs.
extern "C" [[gnu::weak]] int __sanitizer_install_malloc_and_free_hooks(
    void (*taken)(const volatile void*, std::size_t), void (*given)(const volatile void*));

namespace cems::api {
namespace {

thread_local bool is_counting = false;
thread_local std::size_t times_asked = 0;

void note_taken(const volatile void* /*at*/, std::size_t /*bytes*/) {
  times_asked += is_counting ? 1 : 0;
}

void note_given(const volatile void* /*at*/) {}

class SteadyMemory : public ServiceTest {
 protected:
  // As a session does once an answer has gone out.
  static void let_go(http::Response response) {
    http::give_spare_text(std::move(response.body));
    http::give_spare_fields(std::move(response.fields));
  }

  // Of one answer more.
  std::size_t asked_by(const http::Request& request) {
    times_asked = 0;
    is_counting = true;
    let_go(service_->handle(request));
    is_counting = false;
    return times_asked;
  }

  http::Request request_for(const std::string& target) const {
    http::Request request;
    request.method = "GET";
    request.target = target;
    request.peer = "192.0.2.1";
    request.fields = {{"authorization", "Bearer " + reader_}};
    return to_profile(request);
  }
};

TEST_F(SteadyMemory, ANewestValueAsksForNone) {
  if (__sanitizer_install_malloc_and_free_hooks == nullptr) {
    GTEST_SKIP() << "only the sanitizers' allocators count what is asked for";
  }
  ASSERT_NE(__sanitizer_install_malloc_and_free_hooks(note_taken, note_given), 0);
  keep_power({{0, "1.50"}});
  const http::Request request =
      request_for("/cems/v1/GetPointDynamicData?cemsId=S1&pointId=A&parameterId=P");
  EXPECT_GT(asked_by(request), 0U) << "the first is checked, and what was found is kept";
  for (int i = 0; i < 3; ++i) {
    let_go(service_->handle(request));
  }
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(asked_by(request), 0U);
  }
  http::Response response = service_->handle(request);
  EXPECT_EQ(response.status, 200);
  EXPECT_NE(response.body.find(":1.5,"), std::string::npos) << response.body;
}

}  // namespace
}  // namespace cems::api
