# The modules, and which other modules each may use beyond layer 0 (core, signal). This table is the only one:
# compere_module() refuses an edge that is not here, and tests/layout scans the includes against it.
set(COMPERE_LAYER0 core signal)
set(COMPERE_MODULES
  "core:"
  "signal:"
  "gfx:"
  "image:"
  "text:"
  "language:"
  "audio:"
  "media:"
  "model:"
  "speech:language,audio"
  "lips:audio,language"
  "anim:model"
  "face:model"
  "raster:"
  "render:gfx,raster,model,image"
  "composite:gfx,text,image"
  "output:media"
  "commerce:language"
  "compliance:language,commerce"
  "show:language,commerce,compliance"
  "room:*"
  "live:*")

set(COMPERE_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast -Wnon-virtual-dtor -Wdouble-promotion)
# GCC 12 sees overlapping copies in std::string at -O3 that are not there (its bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  list(APPEND COMPERE_WARNINGS -Wno-restrict)
endif()
# Where several sources are compiled together, it takes one for a header, and what it guesses of uninitialized members changes with what it inlines.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND COMPERE_UNITY)
  list(APPEND COMPERE_WARNINGS -Wno-subobject-linkage -Wno-maybe-uninitialized)
endif()
if(COMPERE_WERROR)
  list(APPEND COMPERE_WARNINGS -Werror)
endif()

# The other builds warn; here it would only take time, and instrumented code misleads GCC.
if(COMPERE_SANITIZE)
  set(COMPERE_WARNINGS "")
endif()

# compere_allowed(MODULE OUT): the modules that MODULE may include.
function(compere_allowed module out)
  foreach(row IN LISTS COMPERE_MODULES)
    if(row MATCHES "^${module}:(.*)$")
      string(REPLACE "," ";" allowed "${CMAKE_MATCH_1}")
      set(found TRUE)
    endif()
  endforeach()
  if(NOT found)
    message(FATAL_ERROR "module ${module} has no row in engine/modules.cmake")
  endif()
  list(APPEND allowed ${COMPERE_LAYER0})
  set(${out} ${allowed} PARENT_SCOPE)
endfunction()

# compere_precompile(TARGET OWNER headers…): TARGET reads the headers from one precompiled header, built for OWNER (the first target that
# asks) and shared by all that name the same owner. A source with flags of its own must set SKIP_PRECOMPILE_HEADERS.
function(compere_precompile target owner)
  if(NOT COMPERE_PRECOMPILED)
    return()
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE -fpch-preprocess)
  endif()
  if(target STREQUAL owner)
    target_precompile_headers(${target} PRIVATE ${ARGN})
  else()
    target_precompile_headers(${target} REUSE_FROM ${owner})
  endif()
endfunction()

# compere_module(NAME SOURCES … [USES modules…] [LINKS foreign targets, private…] [EXPORTS foreign targets, public…])
function(compere_module module)
  cmake_parse_arguments(arg "" "" "SOURCES;USES;LINKS;EXPORTS" ${ARGN})
  compere_allowed(${module} allowed)
  foreach(used IN LISTS arg_USES)
    if(NOT "*" IN_LIST allowed AND NOT used IN_LIST allowed)
      message(FATAL_ERROR "module ${module} may not use ${used}: see the table in engine/modules.cmake")
    endif()
  endforeach()
  add_library(compere_${module} STATIC ${arg_SOURCES})
  target_include_directories(compere_${module} PUBLIC ${PROJECT_SOURCE_DIR}/engine)
  set_target_properties(compere_${module} PROPERTIES UNITY_BUILD ${COMPERE_UNITY} UNITY_BUILD_BATCH_SIZE 8)
  target_compile_options(compere_${module} PRIVATE ${COMPERE_WARNINGS})
  target_link_libraries(compere_${module} PRIVATE ${arg_LINKS})
  target_link_libraries(compere_${module} PUBLIC ${arg_EXPORTS})
  list(TRANSFORM arg_USES PREPEND compere_)
  target_link_libraries(compere_${module} PUBLIC ${arg_USES})
  compere_precompile(compere_${module} compere_core <algorithm> <filesystem> <functional> <memory> <optional> <span> <string> <vector>
    <fmt/format.h> <tl/expected.hpp>)
endfunction()

# compere_test(MODULE SOURCES … LABELS unit|gl|media|slow|threads… [LINKS …] [HELPERS]): one test binary per module; HELPERS: it starts child
# processes, which are then those of `compere`. The cache of the tests lies in the build folder.
function(compere_test module)
  cmake_parse_arguments(arg "HELPERS" "TIMEOUT" "SOURCES;LABELS;LINKS" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  if(arg_HELPERS)
    list(APPEND arg_SOURCES ${PROJECT_SOURCE_DIR}/tests/helper_binary.cpp)
  endif()
  add_executable(${module}_test ${arg_SOURCES})
  set_target_properties(${module}_test PROPERTIES UNITY_BUILD ${COMPERE_UNITY} UNITY_BUILD_BATCH_SIZE 8)
  target_compile_options(${module}_test PRIVATE ${COMPERE_WARNINGS})
  target_compile_definitions(${module}_test PRIVATE COMPERE_SOURCE_DIR="${PROJECT_SOURCE_DIR}" COMPERE_BINARY="$<TARGET_FILE:compere>")
  target_link_libraries(${module}_test PRIVATE ${arg_LINKS} GTest::gmock GTest::gtest GTest::gtest_main)
  if(TARGET compere_${module})
    target_link_libraries(${module}_test PRIVATE compere_${module})
  endif()
  compere_precompile(${module}_test compere_test_headers)
  add_dependencies(${module}_test compere)
  # What scripts/test needs built for the address and the thread sanitizer; the other tests are not run under them there.
  foreach(group threads_tests plain_tests)
    if(NOT TARGET ${group})
      add_custom_target(${group})
    endif()
  endforeach()
  if("threads" IN_LIST arg_LABELS)
    add_dependencies(threads_tests ${module}_test)
  endif()
  if(NOT "media" IN_LIST arg_LABELS)
    add_dependencies(plain_tests ${module}_test)
  endif()
  # Test discovery passes one word per property only, so several labels are joined: `ctest -L unit` still finds "unit+threads".
  string(REPLACE ";" "+" arg_LABELS "${arg_LABELS}")
  gtest_discover_tests(${module}_test DISCOVERY_MODE PRE_TEST PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT}
    ENVIRONMENT "COMPERE_CACHE=${CMAKE_BINARY_DIR}/cache")
endfunction()
