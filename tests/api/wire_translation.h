/// Lets the tests of api speak the standard's names to a service that speaks another profile's: a
/// request is put into the profile's names on its way in, an answer back on its way out.
///
/// The environment's CEMS_TEST_PROFILE names the profile's file; without it nothing is translated.
#pragma once

#include <string>

#include "http/message.h"
#include "json/value.h"
#include "spec/wire.h"

namespace cems::api {

/// The profile under test; lives for ever.
[[nodiscard]] const spec::Wire& wire_under_test();

[[nodiscard]] bool is_renamed();

/// Path, names in the query, header names, and bodies: parameters, archives, and the header of a
/// CSV. A GET that the profile does not take becomes a POST, and the other way round.
[[nodiscard]] http::Request to_profile(http::Request request);

/// An answer to `asked` (in standard names): members, code and text of the envelope, its `data` by
/// the interface's model, the fields of its errors; the columns and codes of /ingest.
[[nodiscard]] json::Value from_profile(json::Value answer, const http::Request& asked);

/// A table of readings: the columns of its first line.
[[nodiscard]] std::string csv_from_profile(const std::string& body);

[[nodiscard]] std::vector<http::Field> from_profile(std::vector<http::Field> fields);

}  // namespace cems::api
