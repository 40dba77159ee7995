#include "core/check.h"

#include <cstdio>
#include <cstdlib>

namespace compere::core {

void check_failed(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "compere: internal fault: %s does not hold at %s:%d\n", condition, file, line);
    std::abort();
}

}  // namespace compere::core
