#pragma once

#include <string_view>

#include "core/error.h"

namespace compere::live {

// Faults that tests put into a room's own threads. Builds with COMPERE_FAULT_HOOKS (never the release) read them from the environment:
//   COMPERE_FAULT="encode@12s:stall=200ms,draw@20s:error,encode@30s:error=2s"
// means at a time on air, one place: do nothing for so long, once; or fail, once or for so long. Places: frame, draw, encode, speech.
#ifdef COMPERE_FAULT_HOOKS
// Reads the environment; the times on air count from now. Frame thread, before the first tick, while no other thread asks.
void arm_faults();
// Sleeps if a stall is due here; the error if the work is to fail instead of being done. Any thread.
core::Status fault_at(std::string_view place);
#else
inline void arm_faults() {}
inline core::Status fault_at(std::string_view) {
    return {};
}
#endif

}  // namespace compere::live
