#pragma once

#include <cstdint>

#include "core/error.h"

// Compere is a program and a library. The library, the studio, holds the commands that show, sound or send something, and with them every
// foreign library for pictures, sound and networks: some 180, for which the dynamic linker takes 40 ms of processor time. The program links Assimp
// alone and starts in 4; it opens the studio when one of its commands is called, and only then. So a model is read beside a room on air
// without that cost, and by a process that holds nothing else a broken file could reach. The studio knows `inspect` and `pose` too, for --help.
namespace compere::app {

// All commands; the process's exit status. `importer`: model::importer_version() of the program, whose child reads the models that the studio keeps
// under its own; the studio refuses another.
using Studio = int(int argc, char** argv, std::uint64_t importer);

// The studio beside this program, COMPERE_STUDIO_FILE from its folder. A helper process of the studio takes the very file that its parent holds
// (named in the environment), also after another version was installed in its place. Once, on the main thread, before there are others; the library
// and a descriptor of its file stay open until the process ends, on purpose. An error names the file and says what the dynamic linker said.
core::Result<Studio*> open_studio(bool is_helper);

}  // namespace compere::app
