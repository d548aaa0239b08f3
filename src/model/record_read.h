/// Reads JSON objects into Records by the field table, and says everything that is wrong with them.
///
/// Pure; safe from any thread.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"
#include "model/names.h"
#include "model/record.h"

namespace cems::model {

/// One fault: where (JSON pointer, RFC 6901; "" is the whole document) and what, with what is
/// allowed instead.
struct Problem {
  std::string pointer;
  std::string reason;

  friend bool operator==(const Problem&, const Problem&) = default;
};

/// Asked for every member that a Record does not hold: model-typed ones (`field` set) and those
/// whose name the model does not know (`field` null). True means taken; an unknown member that is
/// not taken is a problem, a model-typed one that is not taken is left out.
/// `pointer` is the member's own.
using MemberSink = std::function<bool(const FieldInfo* field, const json::Member& member,
                                      std::string_view pointer)>;

/// A sink that takes nothing.
[[nodiscard]] bool take_nothing(const FieldInfo* field, const json::Member& member,
                                std::string_view pointer);

/// Reads `object`, found at `pointer`. Checked is each value that is there: its type, its length in
/// characters, the form of times, dates and durations (GB/T 7408), null only where nullable, no
/// empty text in a required field, no field twice under two spellings. Faulty members are left out
/// of the record and each adds one problem. That required fields are there is check_required's.
[[nodiscard]] Record read_record(Model model, const json::Value& object, std::string_view pointer,
                                 const Names& names, std::vector<Problem>& problems,
                                 const MemberSink& others = take_nothing);

/// Adds a problem for each field with Requirement::required that `object` has no member for, be it
/// a scalar or model-typed. Left out are those of `except`: what the caller inherits or makes
/// (e.g. Point.cemsId in an archive). A member that is there and faulty has had its problem.
void check_required(Model model, const json::Value& object, std::string_view pointer,
                    const Names& names, std::span<const Field> except,
                    std::vector<Problem>& problems);

}  // namespace cems::model
