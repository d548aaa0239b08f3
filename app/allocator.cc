// Where the program's memory comes from: jemalloc, and how that is set. Read before main().
//
// glibc keeps seven pieces of a size for each thread and goes to locked lists for the rest, which a
// burst of HTTP/2 streams is; it never gives back what lies between two pieces in use
// (docs/performance.md says what that came to).
//
// background_thread: what is not used goes back to the system while nobody asks, too.
// dirty_decay_ms, muzzy_decay_ms: after a second, at once.
// narenas: few, each keeps something; threads that are busy at once are no more than twice the
// cores.
extern "C" {
// jemalloc's own name, which it takes from whoever defines it.
// NOLINTNEXTLINE(readability-identifier-naming)
__attribute__((visibility("default"))) const char* malloc_conf =
    "background_thread:true,dirty_decay_ms:1000,muzzy_decay_ms:0";
}
