# Where every foreign library comes from. Nothing foreign is stored in this repository: Debian packages provide all of it,
# and glad's loader is generated into the build folder at configure time. Differences between releases live here alone.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(Python3 REQUIRED COMPONENTS Interpreter)

function(compere_pkg name)
  pkg_check_modules(${name} REQUIRED IMPORTED_TARGET GLOBAL ${ARGN})
  add_library(lib::${name} ALIAS PkgConfig::${name})
endfunction()

compere_pkg(avcodec libavcodec)
compere_pkg(avformat libavformat)
compere_pkg(avutil libavutil)
compere_pkg(swresample libswresample)
compere_pkg(egl egl)
compere_pkg(pango pangocairo pangoft2)
compere_pkg(fontconfig fontconfig)
compere_pkg(png libpng)
compere_pkg(jpeg libjpeg)
compere_pkg(webp libwebp)
compere_pkg(sdl2 sdl2)
compere_pkg(yaml yaml-cpp)
compere_pkg(espeak espeak-ng)
compere_pkg(icu icu-uc icu-i18n)
compere_pkg(assimp assimp)
compere_pkg(fmt fmt)

find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(tl-expected REQUIRED)
find_package(glm REQUIRED)
if(COMPERE_TESTS)
  find_package(GTest REQUIRED)
  include(GoogleTest)
endif()

# glad for OpenGL 4.5 core. --reproducible takes the packaged specification; without it glad looks for a network.
set(glad_dir ${CMAKE_BINARY_DIR}/glad)
if(NOT EXISTS ${glad_dir}/src/gl.c)
  execute_process(
    COMMAND /usr/bin/python3 -m glad --reproducible --api gl:core=4.5 --extensions "" --out-path ${glad_dir} c
    RESULT_VARIABLE glad_result OUTPUT_VARIABLE glad_output ERROR_VARIABLE glad_output)
  if(NOT glad_result EQUAL 0)
    message(FATAL_ERROR "glad could not generate the OpenGL loader (Debian package python3-glad): ${glad_output}")
  endif()
endif()
add_library(glad STATIC ${glad_dir}/src/gl.c)
target_include_directories(glad SYSTEM PUBLIC ${glad_dir}/include)
