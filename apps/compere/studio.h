#pragma once

// The library that holds the commands that show, sound or send something, and with them every library for pictures, sound and networks:
// some 180, for which the dynamic linker takes 0.1 s. `compere` opens it when one of these commands is called, and only then: a model is read
// beside a room on air without that cost, and by a process that holds nothing else a broken file could reach.
namespace compere::app {

inline constexpr const char* kStudioFile = "../lib/compere/libcompere-studio.so";  // seen from the folder of `compere`
inline constexpr const char* kStudioEntry = "compere_studio";
inline constexpr const char* kStudioHeld = "COMPERE_STUDIO";  // environment of helpers: the file that their parent holds open

using Studio = int(int argc, char** argv);  // all commands; the process's exit status

}  // namespace compere::app
