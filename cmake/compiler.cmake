# Language, warnings and hardening for everything that is ours.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(cems_compiler INTERFACE)
target_compile_options(cems_compiler INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wformat=2 -Wdouble-promotion
  $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op -Wno-restrict>
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>
  $<$<BOOL:${CEMS_WERROR}>:-Werror>)
target_compile_definitions(cems_compiler INTERFACE _GLIBCXX_ASSERTIONS
  # One version of Asio's and Beast's defaults everywhere, whatever file includes them first.
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE)
target_compile_options(cems_compiler INTERFACE
  $<$<NOT:$<CONFIG:Debug>>:-fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>)

# Instrumented is what is under test, the modules: a test's own code is the larger part of it all,
# and instrumenting that too takes twice the time for nothing learned.
add_library(cems_sanitized INTERFACE)
if(CEMS_SANITIZE)
  target_compile_options(cems_sanitized INTERFACE -fsanitize=${CEMS_SANITIZE}
                         -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${CEMS_SANITIZE})
endif()
# But for ThreadSanitizer, which takes what only one side tells it of for a race: an inline function
# of the standard library has one body in a program, that of whichever file the linker met first.
if(CEMS_SANITIZE MATCHES thread)
  target_link_libraries(cems_compiler INTERFACE cems_sanitized)
endif()
