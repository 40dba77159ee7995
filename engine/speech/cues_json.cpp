#include <cmath>
#include <nlohmann/json.hpp>

#include "signal/viseme.h"
#include "speech/timing_text.h"

namespace compere::speech {
namespace {

using Json = nlohmann::json;

double number_in(const Json& cue, const char* key) {
    const auto found = cue.find(key);
    return found != cue.end() && found->is_number() ? found->get<double>() : std::nan("");
}

std::string text_in(const Json& cue, const char* key) {
    const auto found = cue.find(key);
    return found != cue.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

// [{"Lip":"aa","Time":99},…]: mouth shapes in order, Time the length of each in ms.
core::Result<Timing> lip_list(const Json& list, std::string_view name) {
    Timing timing;
    double at_s = 0.0;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const std::string lip = text_in(list[i], "Lip");
        const double length_s = number_in(list[i], "Time") / 1000.0;
        if (!signal::viseme_named(lip) || !(length_s >= 0.0 && length_s < 3600.0)) {
            return core::fail("{}: entry {} is not {{\"Lip\": a mouth shape, \"Time\": milliseconds}}", name, i);
        }
        timing.phones.push_back({lip == "sil" ? "" : "[" + lip + "]", at_s, at_s + length_s});
        at_s += length_s;
    }
    return timing;
}

core::Result<Timing> mouth_cues(const Json& cues, std::string_view name) {
    Timing timing;
    for (std::size_t i = 0; i < cues.size(); ++i) {
        const double start_s = number_in(cues[i], "start");
        const double end_s = number_in(cues[i], "end");
        const std::string value = text_in(cues[i], "value");
        const char* shape = shape_of_rhubarb(value);
        if (shape == nullptr || !(start_s >= 0.0) || !(end_s >= start_s) || !std::isfinite(end_s)) {
            return core::fail("{}: mouth cue {} is not {{start, end, value A to H or X}}", name, i);
        }
        // The WebAssembly build lengthens short cues backwards over the one before: the later one holds.
        if (!timing.phones.empty()) {
            TimedName& before = timing.phones.back();
            if (start_s < before.start_s)
                return core::fail("{}: mouth cue {} at {} s runs backwards", name, i, start_s);
            before.end_s = std::min(before.end_s, start_s);
        }
        timing.phones.push_back({shape, start_s, end_s});
    }
    return timing;
}

}  // namespace

core::Result<Timing> parse_cues_json(std::string_view text, std::string_view name) {
    const Json data = Json::parse(text, nullptr, false);
    if (data.is_discarded()) return core::fail("{} is not valid JSON", name);
    const Json& cues = data.is_object() && data.contains("mouthCues") ? data["mouthCues"] : data;
    if (!cues.is_array()) return core::fail("{} has no list \"mouthCues\"", name);
    for (const Json& cue : cues) {
        if (!cue.is_object()) return core::fail("{}: a mouth cue is not an object", name);
    }
    const bool lips = !cues.empty() && cues.front().contains("Lip");
    return lips ? lip_list(cues, name) : mouth_cues(cues, name);
}

}  // namespace compere::speech
