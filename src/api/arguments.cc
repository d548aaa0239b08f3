// Reading parameters: which are given, missing, repeated or unknown; their values are
// argument_values.h's.
#include "api/arguments.h"

#include <algorithm>

#include <fmt/format.h>

#include "api/argument_values.h"
#include "api/cursor.h"
#include "base/limits.h"
#include "base/quote.h"

namespace cems::api {
namespace {

using spec::Code;
using spec::Param;

const NameValue* find_given(const std::vector<NameValue>& given, const spec::Wire& wire,
                            Param param) {
  for (const NameValue& one : given) {
    if (wire.param_named(one.name) == param) {
      return &one;
    }
  }
  return nullptr;
}

/// A value so spelled that it cannot look like the next parameter.
void append_in_a_line(std::string& out, std::string_view value) {
  for (const char c : value) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\\') {
      out += "\\\\";
    } else {
      out += c;
    }
  }
}

/// Reads the values of one request; collects what is wrong.
class Reader {
 public:
  Reader(const spec::InterfaceInfo& interface, const std::vector<NameValue>& given,
         const spec::Wire& wire, const Zone& zone)
      : interface_(interface),
        given_(given),
        wire_(wire),
        values_(wire, zone, arguments_, wrong_) {}

  [[nodiscard]] Checked<Arguments> read() {
    refuse_repeated();
    for (const spec::ParamUse& use : interface_.parameters) {
      read_one(use);
    }
    read_cursor();
    if (values_.strict()) {
      refuse_unknown();
    }
    const Problem& wrong = wrong_.problem();
    if (missing_.fields.empty() && wrong.fields.empty()) {
      return std::move(arguments_);
    }
    if (missing_.fields.empty()) {
      return tl::make_unexpected(wrong);
    }
    missing_.fields.insert(missing_.fields.end(), wrong.fields.begin(), wrong.fields.end());
    return tl::make_unexpected(std::move(missing_));
  }

 private:
  /// Two values of one parameter, also under its two spellings; unknown names are nobody's.
  void refuse_repeated() {
    for (auto one = given_.begin(); one != given_.end(); ++one) {
      const std::optional<Param> param = wire_.param_named(one->name);
      const bool again = param && std::any_of(given_.begin(), one, [&](const NameValue& other) {
                           return wire_.param_named(other.name) == param;
                         });
      if (again) {
        wrong_.add(
            Code::parameter_invalid, one->name,
            {fmt::format("参数 {} 出现多次，请只给一次；多个值用逗号分隔", quote(one->name)),
             fmt::format("{} is given more than once; give it once, several values with commas",
                         quote(one->name))});
      }
    }
  }

  void refuse_unknown() {
    for (const NameValue& one : given_) {
      const std::optional<Param> param = wire_.param_named(one.name);
      if (!param || interface_.use_of(*param) == nullptr) {
        wrong_.add(
            Code::parameter_invalid, one.name,
            {fmt::format("接口 {} 没有参数 {}", interface_.name, quote(one.name)),
             fmt::format("{} has no parameter {}; leave it out or do not ask for strict=true",
                         interface_.name, quote(one.name))});
      }
    }
  }

  void read_one(const spec::ParamUse& use) {
    const NameValue* given = find_given(given_, wire_, use.param);
    const std::string_view name = wire_.param_name(use.param);
    if (given != nullptr && !given->is_text) {
      wrong_.add(
          Code::parameter_invalid, name,
          {fmt::format("{} 应为字符串、数字、true、false 或它们的列表", name),
           fmt::format("{} must be a string, a number, true, false or a list of them", name)});
      return;
    }
    const std::string* value = given == nullptr ? nullptr : &given->value;
    if (value == nullptr || (value->empty() && use.required)) {
      if (use.required) {
        missing_.fields.push_back(
            {std::string(name),
             {fmt::format("缺少 {}，请加上 {}=…", name, name),
              fmt::format("{} is missing; add {}=… to the request", name, name)}});
      }
      values_.read(use, use.default_value);
      return;
    }
    if (value->empty()) {
      wrong_.add(Code::parameter_invalid, wire_.param_name(use.param),
                 {fmt::format("{} 为空，请给出值或去掉该参数", name),
                  fmt::format("{} is empty; give it a value or leave it out", name)});
      return;
    }
    values_.read(use, *value);
  }

  /// Last, because a cursor is read against everything else that was asked.
  void read_cursor() {
    write_question();
    for (const Param param : {Param::page_no, Param::page_size, Param::cursor}) {
      arguments_.page_given |= find_given(given_, wire_, param) != nullptr;
    }
    if (values_.cursor().empty()) {
      return;
    }
    const std::string_view name = wire_.param_name(Param::cursor);
    if (find_given(given_, wire_, Param::page_no) != nullptr) {
      const std::string_view page_no = wire_.param_name(Param::page_no);
      wrong_.add(Code::parameter_invalid, name,
                 {fmt::format("{} 与 {} 不能同时给出", name, page_no),
                  fmt::format("{} and {} exclude each other", name, page_no)});
      return;
    }
    std::optional<Cursor> cursor = decode_cursor(values_.cursor(), arguments_.question);
    if (!cursor) {
      wrong_.add(Code::parameter_invalid, name,
                 {fmt::format("{} 不是本查询给出的游标；请从第一页重新开始", name),
                  fmt::format("{} is none that a page of this very question gave; begin with "
                              "the first page",
                              name)});
      return;
    }
    arguments_.page.number = cursor->page;
    arguments_.page.after = std::move(cursor->after);
  }

  void write_question() {
    std::string& question = arguments_.question;
    question = interface_.name;
    for (const spec::ParamUse& use : interface_.parameters) {
      const bool decides = use.param != Param::page_no && use.param != Param::page_size &&
                           use.param != Param::cursor && use.param != Param::strict &&
                           use.param != Param::explain;
      const NameValue* given = decides ? find_given(given_, wire_, use.param) : nullptr;
      if (given != nullptr) {
        question += fmt::format("\n{}=", spec::info(use.param).name);
        append_in_a_line(question, given->value);
      }
    }
  }

  const spec::InterfaceInfo& interface_;
  const std::vector<NameValue>& given_;
  const spec::Wire& wire_;
  Arguments arguments_;
  Problem missing_{Code::parameter_missing, {}, {}};
  ArgumentFaults wrong_;
  ArgumentValues values_;
};

}  // namespace

const std::string* given_value(const std::vector<NameValue>& given, const spec::Wire& wire,
                               Param param) {
  const NameValue* found = find_given(given, wire, param);
  return found != nullptr && found->is_text ? &found->value : nullptr;
}

Checked<Arguments> read_arguments(const spec::InterfaceInfo& interface,
                                  const std::vector<NameValue>& given, const spec::Wire& wire,
                                  const Zone& zone) {
  return Reader(interface, given, wire, zone).read();
}

}  // namespace cems::api
