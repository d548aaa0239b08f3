/// Where blocks of table files end.
#include "store/rocks/kind_blocks.h"

#include <utility>

namespace cems::store::rocks {
namespace {

class KindPolicy final : public rocksdb::FlushBlockPolicy {
 public:
  explicit KindPolicy(std::unique_ptr<rocksdb::FlushBlockPolicy> by_size)
      : by_size_(std::move(by_size)) {}

  bool Update(const rocksdb::Slice& key, const rocksdb::Slice& value) override {
    const char before = std::exchange(kind_, key.empty() ? '\0' : key[0]);
    const bool full = by_size_->Update(key, value);
    return full || (before != '\0' && before != kind_);
  }

 private:
  std::unique_ptr<rocksdb::FlushBlockPolicy> by_size_;
  char kind_ = '\0';  // Before the first key of a file: there is nothing to end.
};

class KindPolicies final : public rocksdb::FlushBlockPolicyFactory {
 public:
  const char* Name() const override { return "cems.KindPolicies"; }

  rocksdb::FlushBlockPolicy* NewFlushBlockPolicy(
      const rocksdb::BlockBasedTableOptions& options,
      const rocksdb::BlockBuilder& block) const override {
    return new KindPolicy(
        std::unique_ptr<rocksdb::FlushBlockPolicy>(by_size_.NewFlushBlockPolicy(options, block)));
  }

 private:
  rocksdb::FlushBlockBySizePolicyFactory by_size_;
};

}  // namespace

std::shared_ptr<rocksdb::FlushBlockPolicyFactory> blocks_by_kind() {
  return std::make_shared<KindPolicies>();
}

}  // namespace cems::store::rocks
