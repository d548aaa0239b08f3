/// What the process asks of the system for itself.
#pragma once

namespace cems::app {

/// A connection is a descriptor, and RocksDB needs some to write: as many as the system allows.
void raise_descriptor_limit();

/// Keys and the tokens of requests are in this process's memory: it leaves no core, and nobody else
/// of its user looks into it.
void keep_memory_private();

}  // namespace cems::app
