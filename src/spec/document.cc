// The documents are generated as compact JSON, so that a program needs no files beside it.
#include "spec/document.h"

namespace cems::spec {

#define CEMS_DOCUMENT(name, text)  \
  std::string_view name##_json() { \
    return text;                   \
  }
#include "spec/documents.inc"
#undef CEMS_DOCUMENT

}  // namespace cems::spec
