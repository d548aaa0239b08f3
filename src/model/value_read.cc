// The forms of values: texts and their lengths, times of GB/T 7408, numbers.
#include "model/value_read.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "base/quote.h"
#include "base/time.h"
#include "base/utf8.h"
#include "base/zone.h"

namespace cems::model {

namespace {

using Reason = std::string;  // Empty: nothing is wrong.

bool is_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int two_digits(std::string_view text) {
  return (text[0] - '0') * 10 + (text[1] - '0');
}

/// 14:00 or 14:00:30, 24:00 included.
bool is_time_of_day(std::string_view text) {
  if (text.size() != 5 && text.size() != 8) {
    return false;
  }
  int parts[3] = {0, 0, 0};
  for (std::size_t i = 0; i * 3 < text.size(); ++i) {
    const std::string_view part = text.substr(i * 3, 2);
    if (!is_digits(part) || (i > 0 && text[i * 3 - 1] != ':')) {
      return false;
    }
    parts[i] = two_digits(part);
  }
  const bool end_of_day = parts[0] == 24 && parts[1] == 0 && parts[2] == 0;
  return end_of_day || (parts[0] < 24 && parts[1] < 60 && parts[2] < 60);
}

bool is_month(std::string_view text) {
  return text.size() == 7 && text[4] == '-' && is_digits(text.substr(0, 4)) &&
         is_digits(text.substr(5)) && two_digits(text.substr(5)) >= 1 &&
         two_digits(text.substr(5)) <= 12;
}

template <class Check>
bool is_pair(std::string_view text, Check check) {
  const std::size_t slash = text.find('/');
  return slash != std::string_view::npos && check(text.substr(0, slash)) &&
         check(text.substr(slash + 1));
}

bool is_moment(std::string_view text) {
  return parse_time(text, Zone()).has_value();
}

/// What is wrong with the form of a text that is not just text.
Reason wrong_form(const FieldInfo& field, const std::string& text) {
  bool right = true;
  switch (field.type) {
    case FieldType::date:
      right = is_date(text) && is_moment(text);
      break;
    case FieldType::date_time:
      if (const auto time = parse_time(text, Zone()); !time) {
        return time.error().message;
      }
      break;
    case FieldType::duration:
      if (const auto duration = parse_duration(text); !duration) {
        return duration.error().message;
      }
      break;
    case FieldType::month:
      right = is_month(text);
      break;
    case FieldType::time_of_day_range:
      right = is_pair(text, is_time_of_day);
      break;
    case FieldType::time_interval:
      right = is_pair(text, is_moment);
      break;
    default:
      break;
  }
  return right ? Reason() : "is " + quote(text) + ", must be " + expectation(field);
}

tl::expected<FieldValue, std::string> read_text(const FieldInfo& field, const std::string& text) {
  const std::size_t characters = count_code_points(text);
  if (characters > field.chars_max) {
    return tl::make_unexpected("has " + std::to_string(characters) + " characters, at most " +
                               std::to_string(field.chars_max) + " are allowed");
  }
  if (text.empty() && field.requirement == Requirement::required) {
    return tl::make_unexpected(std::string("must not be empty"));
  }
  if (Reason reason = wrong_form(field, text); !reason.empty()) {
    return tl::make_unexpected(std::move(reason));
  }
  return FieldValue(text);
}

tl::expected<FieldValue, std::string> read_number(const FieldInfo& field,
                                                  const std::string& digits) {
  const Result<Decimal> number = Decimal::parse(digits);
  if (!number) {
    return tl::make_unexpected(number.error().message);
  }
  if (field.type == FieldType::integer && !to_integer(*number)) {
    return tl::make_unexpected("is " + quote(digits) + ", must be " + expectation(field));
  }
  return FieldValue(*number);
}

json::Kind kind_of(FieldType type) {
  switch (type) {
    case FieldType::integer:
    case FieldType::number:
      return json::Kind::number;
    case FieldType::boolean:
      return json::Kind::boolean;
    case FieldType::object:
    case FieldType::model:
      return json::Kind::object;
    default:
      return json::Kind::string;
  }
}

std::string_view article_of(json::Kind kind) {
  switch (kind) {
    case json::Kind::null:
      return "null";
    case json::Kind::boolean:
      return "a boolean";
    case json::Kind::number:
      return "a number";
    case json::Kind::string:
      return "a string";
    case json::Kind::array:
      return "an array";
    case json::Kind::object:
      return "an object";
  }
  return "a value";
}

}  // namespace

std::string expectation(const FieldInfo& field) {
  switch (field.type) {
    case FieldType::string:
    case FieldType::code:
      return "a string of at most " + std::to_string(field.chars_max) + " characters";
    case FieldType::integer:
      return "a whole number of at most 64 bits";
    case FieldType::number:
      return "a number";
    case FieldType::boolean:
      return "true or false";
    case FieldType::date:
      return "a date such as 2024-04-01 (GB/T 7408)";
    case FieldType::date_time:
      return "a time such as 2024-04-01T08:00:00+08:00 (GB/T 7408)";
    case FieldType::duration:
      return "a duration such as PT15M (GB/T 7408)";
    case FieldType::month:
      return "a month such as 2024-07";
    case FieldType::time_of_day_range:
      return "a range of local times such as 14:00/17:00";
    case FieldType::time_interval:
      return "two times with a slash between them (GB/T 7408)";
    case FieldType::object:
    case FieldType::model:
      return "an object";
  }
  return "a value";
}

tl::expected<FieldValue, std::string> read_value(const FieldInfo& field, const json::Value& value) {
  if (value.is(json::Kind::null) && field.nullable) {
    return FieldValue(Null{});
  }
  if (!value.is(kind_of(field.type))) {
    std::string reason = "is " + std::string(article_of(value.kind)) + ", must be ";
    reason += expectation(field);
    return tl::make_unexpected(value.is(json::Kind::null)
                                   ? reason + "; leave the member out where there is none"
                                   : reason);
  }
  switch (value.kind) {
    case json::Kind::boolean:
      return FieldValue(value.boolean);
    case json::Kind::number:
      return read_number(field, value.text);
    case json::Kind::object: {
      JsonText text;
      json::write(text.json, value);
      return FieldValue(std::move(text));
    }
    default:
      return read_text(field, value.text);
  }
}

}  // namespace cems::model
