#include "model/import_model.h"

#include <algorithm>
#include <csignal>
#include <exception>
#include <vector>

#include "core/cache_folder.h"
#include "core/child_process.h"
#include "core/log.h"
#include "model/cache/model_archive.h"
#include "model/cache/model_cache.h"
#include "model/import_protocol.h"
#include "model/load_model.h"

namespace compere::model {
namespace {

using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

constexpr int kNice = 10;                            // a room on air comes first
constexpr std::chrono::milliseconds kFarewell{500};  // between a child's last byte and its end

struct Imported {
    ImportRecord record;
    std::vector<std::uint8_t> archive;
};

// Reads what one child answers, for as long as all of it together may take.
class Listener {
public:
    Listener(const fs::path& file, const ImportLimits& limits, core::ChildProcess child)
        : file_{file.string()}, limits_{limits}, deadline_{Clock::now() + limits.wall}, child_{std::move(child)} {}

    core::Result<Imported> ask() {
        // A failure shows at the answer, with its reason.
        (void)child_.send({reinterpret_cast<const std::uint8_t*>(file_.data()), file_.size()});
        auto first = child_.receive(time_left());
        if (!first) return why();
        auto reply = decode_reply(*first);
        if (!reply) return garbled(reply.error().message);
        if (!reply->error.empty()) return core::Error{reply->error};
        if (reply->archive_bytes > limits_.archive_bytes) {
            return core::fail("{}: is {} MiB long once imported; at most {} MiB are", file_, reply->archive_bytes >> 20,
                              limits_.archive_bytes >> 20);
        }
        Imported out{std::move(reply->record), {}};
        out.archive.reserve(static_cast<std::size_t>(reply->archive_bytes));  // takes memory only as it is filled
        while (out.archive.size() < reply->archive_bytes) {
            const auto frame = child_.receive(time_left());
            if (!frame) return why();
            if (frame->empty() || frame->size() > reply->archive_bytes - out.archive.size())
                return garbled("its frames do not add up");
            out.archive.insert(out.archive.end(), frame->begin(), frame->end());
        }
        child_.finish(kFarewell);
        return out;
    }

private:
    std::chrono::milliseconds time_left() const {
        return std::max(std::chrono::milliseconds{0},
                        std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now()));
    }

    core::Error garbled(const std::string& what) const {
        return core::fail("{}: its import answered with what cannot be read: {}", file_, what);
    }

    // Called where no answer came: the child was too slow, or is dead.
    core::Error why() {
        const bool is_late = time_left().count() == 0;
        const core::ChildEnd end = child_.finish(is_late ? std::chrono::milliseconds{0} : kFarewell);
        if (end.how == core::ChildEnd::How::Signalled && end.number == SIGXCPU) {
            return core::fail("{}: its import needed more than {} s of processor time", file_, limits_.cpu_s);
        }
        if (end.how == core::ChildEnd::How::Signalled)
            return core::fail("{}: its import crashed (signal {})", file_, end.number);
        if (end.how == core::ChildEnd::How::Stopped) {
            return core::fail("{}: its import was ended after {:.3g} s", file_,
                              std::chrono::duration<double>{limits_.wall}.count());
        }
        if (end.number == kExitOutOfMemory)
            return core::fail("{}: its import needed more than {} MiB", file_, limits_.memory_bytes >> 20);
        return core::fail("{}: its import ended without an answer (exit code {})", file_, end.number);
    }

    std::string file_;
    const ImportLimits& limits_;
    Clock::time_point deadline_;
    core::ChildProcess child_;
};

core::Result<Imported> import_apart(const fs::path& file, const ImportLimits& limits) {
    auto child = core::ChildProcess::start({"import-model"}, {limits.memory_bytes, limits.cpu_s, kNice});
    if (!child) return core::fail("{}: cannot be imported: {}", file.string(), child.error().message);
    return Listener{file, limits, std::move(*child)}.ask();
}

core::Result<Model> find_or_import(const fs::path& file, const ImportLimits& limits, ImportNote& told) {
    if (const auto known = check_kind(file); !known) return known.error();
    const auto content = hash_file(file);
    if (!content) return content.error();
    const std::string name = entry_name(file, *content);
    const auto folder = core::cache_folder("models");
    CacheFind found = folder ? find_entry(*folder, name, file) : CacheFind{};
    if (found.model) {
        told.is_from_cache = told.is_kept = true;
        found.model->file = file.string();
        return std::move(*found.model);
    }
    told.was_damaged = found.state == CacheFind::State::Damaged;
    if (told.was_damaged)
        core::warn({"import-damaged"}, "{}: its import in {} is damaged and is made again", file.string(), folder->string());

    const auto imported = import_apart(file, limits);
    if (!imported) return imported.error();
    auto model = read_archive(imported->archive);
    if (!model)
        return core::fail("{}: its import answered with what cannot be read: {}", file.string(), model.error().message);
    model->file = file.string();
    if (imported->record.content != *content)
        return model;  // the file changed under the import: good for now, not to be kept
    const auto kept = folder ? keep_entry(*folder, name, imported->record, imported->archive, limits.cache_bytes)
                             : core::Status{core::fail("there is no folder for it")};
    told.is_kept = kept.has_value();
    if (!kept)
        core::warn({"import-not-kept"}, "{}: its import is not kept for the next start{}: {}", file.string(),
                   folder ? " in " + folder->string() : "", kept.error().message);
    return model;
}

}  // namespace

core::Result<Model> import_model(const fs::path& file, const ImportLimits& limits, ImportNote* note) {
    ImportNote unread;
    ImportNote& told = note != nullptr ? *note : unread;
    told = {};
    try {
        return find_or_import(file, limits, told);
    } catch (const std::exception& error) {  // out of memory, here and not in the child
        return core::fail("{}: cannot be imported: {}", file.string(), error.what());
    }
}

}  // namespace compere::model
