# Third-party libraries: Debian 12's own packages (tools/packages.txt), nothing downloaded.
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(date REQUIRED)
find_package(simdjson REQUIRED)
find_package(RocksDB REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(CURL REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS url)

find_path(NGHTTP2_INCLUDE nghttp2/nghttp2.h REQUIRED)
find_library(NGHTTP2_LIBRARY nghttp2 REQUIRED)
add_library(nghttp2::nghttp2 UNKNOWN IMPORTED)
set_target_properties(nghttp2::nghttp2 PROPERTIES
  IMPORTED_LOCATION ${NGHTTP2_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${NGHTTP2_INCLUDE})

# XXH3, used from its header alone.
find_path(XXHASH_INCLUDE xxhash.h REQUIRED)
add_library(xxHash::header INTERFACE IMPORTED)
set_target_properties(xxHash::header PROPERTIES INTERFACE_INCLUDE_DIRECTORIES ${XXHASH_INCLUDE})

# Only what writes metrics as text; its CMake files want the web server of another part as well.
find_path(PROMETHEUS_INCLUDE prometheus/text_serializer.h REQUIRED)
find_library(PROMETHEUS_LIBRARY prometheus-cpp-core REQUIRED)
add_library(prometheus::core UNKNOWN IMPORTED)
set_target_properties(prometheus::core PROPERTIES
  IMPORTED_LOCATION ${PROMETHEUS_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${PROMETHEUS_INCLUDE})

find_path(ISAL_INCLUDE isa-l/igzip_lib.h REQUIRED)
find_library(ISAL_LIBRARY isal REQUIRED)
add_library(ISAL::isal UNKNOWN IMPORTED)
set_target_properties(ISAL::isal PROPERTIES
  IMPORTED_LOCATION ${ISAL_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${ISAL_INCLUDE})

find_path(ZSTD_INCLUDE zstd.h REQUIRED)
find_library(ZSTD_LIBRARY zstd REQUIRED)
add_library(Zstd::zstd UNKNOWN IMPORTED)
set_target_properties(Zstd::zstd PROPERTIES
  IMPORTED_LOCATION ${ZSTD_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${ZSTD_INCLUDE})

# The program's allocator (app/allocator.cc).
find_library(JEMALLOC_LIBRARY jemalloc REQUIRED)
add_library(jemalloc::jemalloc UNKNOWN IMPORTED)
set_target_properties(jemalloc::jemalloc PROPERTIES IMPORTED_LOCATION ${JEMALLOC_LIBRARY})

if(CEMS_TESTS)
  find_package(GTest REQUIRED)
  find_package(benchmark REQUIRED)
  find_package(ZLIB REQUIRED)
  find_package(rapidcheck QUIET)
endif()
