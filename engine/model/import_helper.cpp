#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <new>

#include "core/child_process.h"
#include "model/cache/model_archive.h"
#include "model/import_model.h"
#include "model/import_protocol.h"
#include "model/load_model.h"

namespace compere::model {
namespace {

constexpr std::size_t kFrameBytes = std::size_t{4} << 20;

core::Status send_archive(const Model& model) {
    return write_archive(model, [](std::span<const std::uint8_t> bytes) -> core::Status {
        while (!bytes.empty()) {
            const auto frame = bytes.first(std::min(bytes.size(), kFrameBytes));
            if (const auto sent = core::write_frame(STDOUT_FILENO, frame); !sent) return sent;
            bytes = bytes.subspan(frame.size());
        }
        return {};
    });
}

}  // namespace

core::Status run_import_helper() {
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // a parent that ended before this shows as the end of the pipe
    // The engine gives large blocks back to the system at once; here, where they come and go by the thousand and the process soon ends, the
    // kernel's clearing of their pages is half of the time.
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 256 << 20);
    const rlimit nothing{0, 0};
    setrlimit(RLIMIT_FSIZE, &nothing);                      // it has no file to write
    std::set_new_handler([] { _exit(kExitOutOfMemory); });  // libraries would make a sentence of their own of it
    const auto request = core::read_frame(STDIN_FILENO, -1);
    if (!request) return {};
    ImportReply reply;
    auto model = load_model(std::string{request->begin(), request->end()}, &reply.record);
    if (!model) {
        reply.error = model.error().message;
        return core::write_frame(STDOUT_FILENO, encode_reply(reply));
    }
    reply.archive_bytes = archived_size(*model);
    if (const auto sent = core::write_frame(STDOUT_FILENO, encode_reply(reply)); !sent) return sent;
    return send_archive(*model);
}

}  // namespace compere::model
