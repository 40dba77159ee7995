// One libFuzzer binary for each target; which one is told when it is built.
#include <cstdlib>
#include <exception>

#include "core/log.h"
#include "fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const compere::fuzz::Target* const kTarget = compere::fuzz::target(COMPERE_FUZZ_TARGET);
    if (kTarget == nullptr) std::abort();
    kTarget->run({data, size});
    return 0;
}
