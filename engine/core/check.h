#pragma once

namespace compere::core {
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}

// A broken precondition is our own fault: it stops the process in every build, naming the place.
#define COMPERE_CHECK(condition)                                                          \
    do {                                                                                  \
        if (!(condition)) ::compere::core::check_failed(#condition, __FILE__, __LINE__);  \
    } while (false)
