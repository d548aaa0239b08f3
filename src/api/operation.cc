// The operation table, made from the generated list.
#include "api/operation.h"

namespace cems::api {

Operation operation_of(spec::InterfaceId id) {
  switch (id) {
#define CEMS_OPERATION(id)    \
  case spec::InterfaceId::id: \
    return &api::id;
#include "api/operations.inc"
#undef CEMS_OPERATION
    default:
      return nullptr;
  }
}

}  // namespace cems::api
