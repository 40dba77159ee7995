#pragma once

#include <memory>
#include <vector>

#include "core/error.h"
#include "live/live.h"
#include "live/rendition.h"

namespace compere::live {

// What a show's outputs ask for: one encoder a canvas with its pushes and recordings, in the order of the canvases; null where nothing is
// put out. Probes hardware encoders and makes the recordings' files; pushes connect once they are started.
core::Result<std::vector<std::unique_ptr<Rendition>>> make_renditions(const show::Show& show, const RunOptions& options);

}  // namespace compere::live
