# cems_module(<name> DEPENDS <library>...): the static library cems_<name> from src/<name>.
#
# Sources are found by pattern and looked for again at every build (CONFIGURE_DEPENDS): a folder is
# the list of its files, and tools/tidy.py checks that each has its place.
function(cems_module name)
  cmake_parse_arguments(arg "" "" "DEPENDS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cc)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.h)
  if(NOT sources)
    add_library(cems_${name} INTERFACE)
    target_link_libraries(cems_${name} INTERFACE ${arg_DEPENDS})
    return()
  endif()
  # A header with a source of its own compiles alone: the source includes it first, which
  # tools/tidy.py checks. The others are compiled by the target of the verified header sets.
  foreach(source IN LISTS sources)
    string(REGEX REPLACE "\\.cc$" ".h" own "${source}")
    list(REMOVE_ITEM headers "${own}")
  endforeach()
  add_library(cems_${name} STATIC ${sources})
  target_sources(cems_${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR}/src
                 FILES ${headers})
  target_link_libraries(cems_${name} PUBLIC ${arg_DEPENDS} PRIVATE cems_compiler cems_sanitized)
endfunction()

# cems_test(<name> DEPENDS <library>... [LABELS fast]): the program <name>_test from tests/<name>.
function(cems_test name)
  cmake_parse_arguments(arg "" "" "DEPENDS;LABELS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${name}/*.cc)
  if(NOT sources)
    return()
  endif()
  add_executable(${name}_test ${sources})
  target_include_directories(${name}_test PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name}_test PRIVATE ${arg_DEPENDS} GTest::gmock_main cems_compiler)
  # What is under test is optimised; making the tests' own code fast takes longer than it saves.
  target_compile_options(${name}_test PRIVATE $<$<CONFIG:Debug>:-O0>)
  add_test(NAME ${name} COMMAND ${name}_test --gtest_brief=1 WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT 300)
endfunction()
