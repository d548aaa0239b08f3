/// The values of a call's parameters, each read by its type (dictionary R3 "Query semantics").
///
/// Used by arguments.cc while it reads one request; one thread.
#pragma once

#include <string>
#include <string_view>

#include "api/arguments.h"

namespace cems::api {

/// What is wrong with the values of a request: everything, and the code of the first.
class ArgumentFaults {
 public:
  void add(spec::Code code, std::string_view field, Text reason) {
    if (problem_.fields.empty()) {
      problem_.code = code;
    }
    problem_.fields.push_back({std::string(field), std::move(reason)});
  }

  [[nodiscard]] const Problem& problem() const { return problem_; }

 private:
  Problem problem_{spec::Code::parameter_invalid, {}, {}};
};

class ArgumentValues {
 public:
  /// Values go to `arguments`, faults to `faults`; both, the wire and the zone outlive this.
  ArgumentValues(const spec::Wire& wire, const Zone& zone, Arguments& arguments,
                 ArgumentFaults& faults)
      : wire_(wire), zone_(zone), arguments_(arguments), faults_(faults) {}

  /// Reads a value, given or the default; an empty one is absent. By the parameter, not by its
  /// name: names come from the profile.
  void read(const spec::ParamUse& use, std::string_view text);

  /// The text of `cursor`, empty where it is absent; lives as long as the request.
  [[nodiscard]] std::string_view cursor() const { return cursor_; }

  [[nodiscard]] bool strict() const { return strict_; }

 private:
  void add_invalid(spec::Param param, Text reason) {
    faults_.add(spec::Code::parameter_invalid, wire_.param_name(param), std::move(reason));
  }

  void add_unfit(spec::Param param, bool has_form, std::string_view text, std::string_view words);
  void read_response_type(std::string_view text);
  void read_event_status(std::string_view text);
  [[nodiscard]] bool& flag(spec::Param param);
  std::string read_id(spec::Param param, std::string_view text);
  bool read_boolean(spec::Param param, std::string_view text);
  template <class Each>
  void for_list(spec::Param param, std::string_view text, const Each& each);
  void read_parameter_ids(std::string_view text);
  void read_reading_types(std::string_view text);
  TimeMs read_time(spec::Param param, std::string_view text);
  void read_interval(std::string_view text);
  void read_order(std::string_view text);
  void read_period(std::string_view text);
  void read_tou(std::string_view text);
  void read_aggregate(std::string_view text);
  std::uint64_t read_page(const spec::ParamUse& use, std::string_view text);

  const spec::Wire& wire_;
  const Zone& zone_;
  Arguments& arguments_;
  ArgumentFaults& faults_;
  std::string_view cursor_;
  bool strict_ = false;
};

}  // namespace cems::api
