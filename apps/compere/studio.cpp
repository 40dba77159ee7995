#include "compere/studio.h"

#include <type_traits>

#include "compere/command.h"
#include "core/log.h"
#include "gfx/context.h"
#include "media/av_log.h"
#include "model/cache/importer_version.h"

extern "C" [[gnu::visibility("default")]] int compere_studio(int argc, char** argv, std::uint64_t importer) {
    using namespace compere;
    if (importer != model::importer_version()) {
        core::log(core::Level::Error, {"failed", "of another version"},
                  "the program compere and its library libcompere-studio.so are not of the same version: install both");
        return 1;
    }
    gfx::prepare_environment();
    media::quiet_av_log();
    media::quiet_srt_log();
    media::quiet_glib_log();
    return app::run_commands(argc, argv, {app::add_run, app::add_preview, app::add_render, app::add_frame, app::add_check, app::add_inspect, app::add_pose,
                                          app::add_visemes, app::add_bench, app::add_voice_helper, app::add_loopback_server});
}

static_assert(std::is_same_v<decltype(compere_studio), compere::app::Studio>);
