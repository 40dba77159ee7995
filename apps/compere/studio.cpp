#include "compere/studio.h"

#include "compere/command.h"
#include "gfx/context.h"
#include "media/av_log.h"

extern "C" [[gnu::visibility("default")]] int compere_studio(int argc, char** argv) {
    using namespace compere;
    gfx::prepare_environment();
    media::quiet_av_log();
    media::quiet_srt_log();
    return app::run_commands(argc, argv, {app::add_run, app::add_preview, app::add_render, app::add_frame, app::add_check, app::add_inspect, app::add_pose,
                                          app::add_visemes, app::add_bench, app::add_voice_helper, app::add_import_helper, app::add_loopback_server});
}
