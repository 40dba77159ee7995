#include "live/check_for_air.h"

#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <set>

#include "anim/gestures.h"
#include "gfx/context.h"
#include "image/picture.h"
#include "media/push_address.h"
#include "model/import_model.h"
#include "room/room.h"
#include "speech/file_voice.h"

namespace compere::live {
namespace {

class Problems {
public:
    explicit Problems(const show::Show& show) : show_{show} {}

    void add(const core::Error& error, const std::string& rule, const show::Marks& marks, const std::string& key, show::Mark mark) {
        list_.push_back(show::problem_of(error, rule, show_.file, show::mark_of(marks, key, mark), key.substr(0, key.find('/'))));
    }
    std::vector<show::Problem> take() {
        show::sort_by_place(list_, show_.file);
        return std::move(list_);
    }

private:
    const show::Show& show_;
    std::vector<show::Problem> list_;
};

bool is_there(const std::filesystem::path& file) {
    return !file.empty() && show::file_fault(file).empty();
}

// A folder is made where the recording would be, in the nearest place that is there already, and taken away again: that somebody may write
// somewhere cannot be told from outside (root in /proc).
core::Status try_folder(const std::filesystem::path& folder) {
    std::error_code failed;
    std::filesystem::path there = folder;
    while (!std::filesystem::exists(there, failed) && there.has_parent_path() && there != there.parent_path()) {
        there = there.parent_path();
    }
    if (!std::filesystem::exists(there, failed) && there.is_relative()) there = ".";
    if (!std::filesystem::is_directory(there, failed)) return core::fail("nothing can be recorded in {}: {} is not a folder", folder.string(), there.string());
    std::string name = (there / ".compere-check-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) return core::fail("nothing can be recorded in {}: {} cannot be written ({})", folder.string(), there.string(), std::strerror(errno));
    ::rmdir(name.c_str());
    return {};
}

void check_outputs(const show::Show& show, Problems& out) {
    for (const show::Output& output : show.outputs) {
        if (output.kind == show::Output::Kind::Record) {
            const bool is_file = output.folder.extension() == ".mp4";
            const std::filesystem::path folder = is_file ? output.folder.parent_path() : output.folder;
            if (core::Status good = try_folder(folder.empty() ? "." : folder); !good) out.add(good.error(), "record-unwritable", output.marks, "record", output.mark);
        } else if (const auto address = media::parse_push(output.url, output.key); !address) {
            const bool is_key = media::parse_push(output.url, "").has_value();  // the address alone would do
            out.add(address.error(), "push-address", output.marks, is_key ? "key" : output.marks.count("srt") > 0 ? "srt" : "rtmp", output.mark);
        }
    }
}

// The anchor with what of it can be read; empty: no figure.
std::optional<room::PerformerAnchor> check_anchor(const show::Show& show, show::Anchor anchor, Problems& out) {
    std::erase_if(anchor.motions, [](const auto& motion) {
        const std::string words = motion.second.string();
        return words.front() != '#' && words.rfind("built-in", 0) != 0 && !is_there(words.substr(0, words.find('#')));
    });
    if (!is_there(anchor.model)) return {};
    if (auto whole = room::PerformerAnchor::create(anchor, show.seed)) return std::move(*whole);
    show::Anchor bare = anchor;
    bare.motions.clear();
    auto figure = room::PerformerAnchor::create(bare, show.seed);
    if (!figure) {
        out.add(figure.error(), "model", anchor.marks, "model", anchor.mark);
        return {};
    }
    for (const auto& motion : anchor.motions) {
        bare.motions = {motion};
        if (const auto one = room::PerformerAnchor::create(bare, show.seed); !one) out.add(one.error(), "motion", anchor.marks, "motions/" + motion.first, anchor.mark);
    }
    return std::move(*figure);
}

void check_anchors(const show::Show& show, Problems& out) {
    for (const show::Anchor& anchor : show.anchors) {
        const auto performer = check_anchor(show, anchor, out);
        const auto built_in = anim::built_in_motion_names();
        const auto has_motion = [&](const std::string& name) {
            if (anchor.motions.count(name) > 0) return true;
            return performer ? performer->has_motion(name) : std::find(built_in.begin(), built_in.end(), name) != built_in.end();
        };
        for (const show::Segment& segment : show.rundown) {
            for (const show::Line& line : segment.lines) {
                if (line.anchor != anchor.name) continue;
                if (!line.gesture.empty() && !has_motion(line.gesture)) out.add(room::no_motion(line), "gesture-unknown", line.marks, "gesture", line.mark);
                if (performer && !line.mood.empty() && !performer->has_mood(line.mood)) out.add(room::no_mood(line), "mood-unknown", line.marks, "mood", line.mark);
            }
        }
    }
}

void check_stage(const show::Show& show, Problems& out) {
    const show::Stage& stage = show.stage;
    const show::Mark mark = show::mark_of(show.marks, "stage", {1, 1});
    const auto add = [&](const core::Error& error, const std::string& key) { out.add(error, key == "set" ? "model" : "picture", stage.marks, key, mark); };
    if (stage.set && is_there(*stage.set)) {
        if (const auto set = model::import_model(*stage.set); !set) add(set.error(), "set");
    }
    if (stage.sky && is_there(*stage.sky)) {
        if (const auto sky = image::load_hdr(*stage.sky); !sky) add(sky.error(), "sky");
    }
    if (stage.image && is_there(*stage.image)) {
        if (const auto picture = image::load(*stage.image); !picture) add(picture.error(), "image");
    }
}

// As the canvases that show the layout would open it, or else as one of the usual size would.
std::vector<show::Canvas> canvases_of(const show::Show& show, const std::string& layout) {
    std::vector<show::Canvas> out;
    std::copy_if(show.canvases.begin(), show.canvases.end(), std::back_inserter(out), [&](const show::Canvas& c) { return c.layout == layout; });
    if (out.empty()) out.emplace_back();
    return out;
}

void check_layers(const show::Show& show, Problems& out) {
    std::map<std::string, std::string> pictures;  // to what is wrong with them
    const auto check_picture = [&](const std::string& file, const show::Layer& layer, const std::string& key) {
        if (!is_there(file)) return;
        const auto [known, is_new] = pictures.emplace(file, "");
        if (is_new) {
            if (const auto picture = image::load(file); !picture) known->second = picture.error().message;
        }
        if (!known->second.empty()) out.add(core::Error{known->second}, "picture", layer.marks, key, layer.mark);
    };
    for (const auto& [name, layers] : show.layouts) {
        for (const show::Canvas& canvas : canvases_of(show, name)) {
            std::vector<room::SourceSpec> sources;
            for (const show::Layer& layer : layers) {
                const bool is_clip = layer.kind == show::Layer::Kind::Clip && is_there(layer.value);
                if (!is_clip && (layer.kind != show::Layer::Kind::Input || layer.value.empty())) continue;
                const composite::Scale scale{canvas.width_px, canvas.height_px};
                const auto use = room::use_source(layer, scale.factor(), scale.is_portrait() ? 1080.0f : 1920.0f, false, sources);
                if (!use) out.add(use.error(), "source", layer.marks, show::name(layer.kind), layer.mark);
            }
        }
        for (const show::Layer& layer : layers) {
            if (layer.kind == show::Layer::Kind::Image) check_picture(layer.value, layer, "image");
            check_picture(layer.fallback, layer, "fallback");
        }
    }
}

void check_sounds(const show::Show& show, Problems& out) {
    std::set<std::pair<std::filesystem::path, std::filesystem::path>> read;
    for (const show::Segment& segment : show.rundown) {
        for (const show::Line& line : segment.lines) {
            if (!line.sound || !is_there(*line.sound) || (line.timing && !is_there(*line.timing))) continue;
            if (!read.emplace(*line.sound, line.timing.value_or("")).second) continue;
            if (const auto voice = speech::load_file_voice(*line.sound, line.timing); !voice) out.add(voice.error(), "sound", line.marks, "sound", line.mark);
        }
    }
}

}  // namespace

std::vector<show::Problem> check_for_air(const show::Show& show) {
    Problems out{show};
    check_outputs(show, out);
    check_anchors(show, out);
    check_stage(show, out);
    check_layers(show, out);
    check_sounds(show, out);
    return out.take();
}

std::vector<show::Problem> check_room(const show::Show& show) {
    const auto context = gfx::Context::create();
    if (!context) return {show::problem_of(context.error(), "graphics", show.file, {})};
    for (const show::Canvas& canvas : show.canvases) {  // one at a time: together they are large
        show::Show one = show;
        one.canvases = {canvas};
        const auto room = room::Room::create(std::move(one), show.tier.value_or(show::Tier::Software));
        if (!room) return {show::problem_of(room.error(), "room", show.file, canvas.mark)};
    }
    return {};
}

}  // namespace compere::live
