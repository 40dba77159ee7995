#include "raster/kernels.h"

namespace compere::raster {

const Kernels& kernels() {
    static const Kernels* const chosen = [] {
#if defined(__x86_64__)
        const bool has_bits = __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");  // both levels are compiled with them
        if (has_bits && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")) return &kAvx512Kernels;
        if (has_bits && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &kAvx2Kernels;
#endif
        return &kPlainKernels;
    }();
    return *chosen;
}

}  // namespace compere::raster
