#include "fuzz/targets.h"

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include "anim/body.h"
#include "audio/wav.h"
#include "commerce/catalogue.h"
#include "core/check.h"
#include "face/face.h"
#include "model/cache/check_model.h"
#include "model/cache/model_archive.h"
#include "model/import_model.h"
#include "model/load_model.h"
#include "show/director.h"
#include "show/load_show.h"
#include "speech/timing_text.h"

namespace compere::fuzz {
namespace {

using Bytes = std::span<const std::uint8_t>;
namespace fs = std::filesystem;

// A folder in memory for readers that want a file.
class Folder {
public:
    Folder() : path_{fs::path{fs::exists("/dev/shm") ? "/dev/shm" : "/tmp"} / ("compere-fuzz-" + std::to_string(getpid()))} { fs::create_directories(path_); }
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    fs::path write(const std::string& name, Bytes bytes) const {
        std::ofstream{path_ / name, std::ios::binary}.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        return path_ / name;
    }

private:
    fs::path path_;
};

const Folder& folder() {
    static const Folder made;
    return made;
}

std::string_view text(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// An error is a sentence about the input.
template <class T>
bool is_read(const core::Result<T>& result, std::string_view name) {
    if (!result) COMPERE_CHECK(result.error().message.find(name) != std::string::npos);
    return result.has_value();
}

void run_show(Bytes bytes) {
    const auto show = show::load_show(folder().write("show.yaml", bytes));
    if (!show) COMPERE_CHECK(!show.error().message.empty());
    if (!show) return;
    show::check_show(*show);
    show::Director director{*show};
    for (core::Tick tick = 0; tick < 60; ++tick) {
        director.step(tick, {});
    }
}

void run_catalogue(Bytes bytes) {
    const auto goods = commerce::Catalogue::parse(text(bytes), "goods.csv");
    if (!is_read(goods, "goods.csv")) return;
    for (const commerce::Product& product : goods->products()) {
        COMPERE_CHECK(goods->find(product.sku) != nullptr && !language::price_text(product.price).empty());
    }
}

void run_wav(Bytes bytes) {
    const auto sound = audio::parse_wav(bytes, "sound.wav");
    if (!is_read(sound, "sound.wav")) return;
    COMPERE_CHECK(std::all_of(sound->mono.begin(), sound->mono.end(), [](float v) { return v >= -8 && v <= 8; }));
}

void check_timing(const core::Result<speech::Timing>& timing) {
    if (!is_read(timing, "timing")) return;
    double last_s = 0;
    for (const speech::TimedName& row : timing->phones) {
        COMPERE_CHECK(row.start_s >= last_s - 1e-3 && row.end_s >= row.start_s);
        last_s = row.start_s;
    }
}

void run_textgrid(Bytes bytes) {
    check_timing(speech::parse_textgrid(text(bytes), "timing"));
}

void run_label(Bytes bytes) {
    check_timing(speech::parse_hts_label(text(bytes), "timing"));
}

void run_timing(Bytes bytes) {
    check_timing(speech::parse_timing(text(bytes), "timing"));
}

// What a figure goes through at a tick.
void pose(const model::Model& model) {
    if (model.nodes.empty()) return;
    anim::Body body{model};
    face::Face face{model};
    signal::Pose pose;
    anim::BodyInput at;
    at.time_s = 1.5;
    body.pose(at, pose);
    face::FaceInput looks;
    looks.time_s = 1.5;
    looks.mood = "happy";
    looks.mood_weight = 0.5f;
    looks.visemes[3] = 1;
    face.apply(looks, pose);
    COMPERE_CHECK(pose.node_world.size() == model.nodes.size() && pose.morph_weights.size() == model.morph_channels.size());
}

void run_model(Bytes bytes) {
    const auto model = model::load_model(folder().write("model.glb", bytes));
    if (!is_read(model, "model.glb")) return;
    COMPERE_CHECK(model::check_model(*model));
    pose(*model);
}

void run_archive(Bytes bytes) {
    if (const auto model = model::read_archive(bytes)) pose(*model);
}

// The first letter chooses the kind of file; the child that reads it may say no, but not crash, hang, or answer what cannot be read.
void run_import(Bytes bytes) {
    if (bytes.empty()) return;
    static constexpr const char* kKinds[] = {".fbx", ".bvh", ".glb", ".vrma"};
    const std::string name = std::string{"import"} + kKinds[bytes[0] % std::size(kKinds)];
    const auto model = model::import_model(folder().write(name, bytes.subspan(1)));
    if (!model) {
        for (const char* fault : {"its import crashed", "its import ended", "its import answered", "its import was ended", "its import needed"}) {
            COMPERE_CHECK(model.error().message.find(fault) == std::string::npos);
        }
    }
    if (is_read(model, name)) pose(*model);
}

constexpr Target kTargets[] = {
    {"show", "yaml", run_show},         {"catalogue", "csv", run_catalogue}, {"wav", "wav", run_wav},       {"textgrid", "TextGrid", run_textgrid}, {"label", "lab", run_label},
    {"timing", "json", run_timing},     {"model", "glb", run_model},         {"archive", "model", run_archive}, {"import", "import", run_import},
};

}  // namespace

std::span<const Target> targets() {
    return kTargets;
}

const Target* target(const char* name) {
    const auto* found = std::find_if(std::begin(kTargets), std::end(kTargets), [&](const Target& t) { return std::strcmp(t.name, name) == 0; });
    return found == std::end(kTargets) ? nullptr : found;
}

}  // namespace compere::fuzz
