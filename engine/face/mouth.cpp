#include "face/mouth.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "face/viseme_mix.h"
#include "model/world.h"

namespace compere::face {
namespace {

using model::Model;

std::string lower(std::string_view text) {
    std::string out{text};
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

// "aa_vi_07_ss" → "ss": letters, underscore, …, two digits, underscore.
std::string without_number(std::string name) {
    for (const char* prefix : {"aa_vi_", "ak_", "hb_", "sr_"}) {
        const std::string start{prefix};
        if (name.starts_with(start) && name.size() > start.size() + 3 &&
            std::isdigit(static_cast<unsigned char>(name[start.size()])) != 0 && name[start.size() + 2] == '_') {
            return name.substr(start.size() + 3);
        }
    }
    return name;
}

// Viseme by a plain name: with "viseme" or "v" before it, or bare after a vendor prefix.
std::optional<std::size_t> viseme_of(const std::string& raw) {
    static constexpr std::array<std::array<std::string_view, 2>, signal::kVisemeCount> kNames{{{"sil", "silence"},
                                                                                               {"pp", "bmp"},
                                                                                               {"ff", "fv"},
                                                                                               {"th", ""},
                                                                                               {"dd", "td"},
                                                                                               {"kk", "kg"},
                                                                                               {"ch", "sh"},
                                                                                               {"ss", "sz"},
                                                                                               {"nn", "nl"},
                                                                                               {"rr", "r"},
                                                                                               {"aa", "a"},
                                                                                               {"e", "ee"},
                                                                                               {"ih", "i"},
                                                                                               {"oh", "o"},
                                                                                               {"ou", "u"}}};
    const std::string name = lower(raw);
    std::string bare;
    if (const std::size_t at = name.find("viseme_"); at != std::string::npos) {
        bare = name.substr(at + 7);
    } else if (name.starts_with("vrc.v_")) {
        bare = name.substr(6);
    } else if (name.starts_with("aa_vi_")) {
        bare = without_number(name);
    } else {
        return std::nullopt;
    }
    for (std::size_t v = 0; v < kNames.size(); ++v) {
        if (bare == kNames[v][0] || bare == kNames[v][1]) return v;
    }
    return std::nullopt;
}

std::optional<std::size_t> vowel_of(const std::string& name) {
    static constexpr std::array<std::array<std::string_view, 10>, 5> kNames{{
        {"a", "aa", "ah", "lipa", "moutha", "vowela", "fclmtha", "あ", "vrcvaa", "mtha"},
        {"i", "ih", "lipi", "mouthi", "voweli", "fclmthi", "い", "vrcvih", "mthi", "ii"},
        {"u", "ou", "uu", "lipu", "mouthu", "vowelu", "fclmthu", "う", "vrcvou", "mthu"},
        {"e", "ee", "eh", "lipe", "mouthe", "vowele", "fclmthe", "え", "vrcve", "mthe"},
        {"o", "oh", "oo", "lipo", "moutho", "vowelo", "fclmtho", "お", "vrcvoh", "mtho"},
    }};
    for (std::size_t v = 0; v < kNames.size(); ++v) {
        if (std::any_of(kNames[v].begin(), kNames[v].end(),
                        [&](std::string_view known) { return !known.empty() && known == name; }))
            return v;
    }
    return std::nullopt;
}

bool find_oculus(const Model& model, Mouth& mouth) {
    std::array<bool, signal::kVisemeCount> found{};
    for (std::size_t c = 0; c < model.morph_channels.size(); ++c) {
        const auto viseme = viseme_of(model.morph_channels[c].name);
        if (!viseme) continue;
        Mouth::Drive drive{static_cast<int>(c), {}};
        drive.share[*viseme] = *viseme == 0 ? 0.0f : 1.0f;
        mouth.drives.push_back(drive);
        found[*viseme] = true;
    }
    const auto at = [&](signal::Viseme v) { return found[static_cast<std::size_t>(v)]; };
    return at(signal::Viseme::aa) && at(signal::Viseme::oh) && at(signal::Viseme::PP);
}

bool find_arkit(const Model& model, Mouth& mouth) {
    bool has_jaw = false;
    mouth.drives.clear();
    for (std::size_t c = 0; c < model.morph_channels.size(); ++c) {
        const std::string name = plain_morph_name(model.morph_channels[c].name);
        if (name == "mouthclose") mouth.close.push_back(static_cast<int>(c));
        for (const ArkitShape& shape : arkit_mouth_shapes()) {
            const std::string wanted = lower(shape.name);
            const bool fits = shape.has_sides ? name == wanted + "left" || name == wanted + "right" : name == wanted;
            if (fits) mouth.drives.push_back({static_cast<int>(c), shape.share});
            has_jaw = has_jaw || (fits && wanted == "jawopen");
        }
    }
    return has_jaw;
}

bool find_vowels(const Model& model, Mouth& mouth) {
    for (std::size_t c = 0; c < model.morph_channels.size(); ++c) {
        if (const auto vowel = vowel_of(plain_morph_name(model.morph_channels[c].name)))
            mouth.vowels[*vowel].push_back(static_cast<int>(c));
    }
    return !mouth.vowels[0].empty() && (!mouth.vowels[2].empty() || !mouth.vowels[4].empty());
}

bool find_jaw(const Model& model, Mouth& mouth) {
    mouth.jaw = model::bone(model, "jaw");
    for (std::size_t n = 0; n < model.nodes.size() && mouth.jaw < 0; ++n) {
        if (lower(model.nodes[n].name).find("jaw") != std::string::npos) mouth.jaw = static_cast<int>(n);
    }
    return mouth.jaw >= 0;
}

}  // namespace

std::string plain_morph_name(const std::string& name) {
    const std::string start = without_number(lower(name));
    std::string out;
    for (const char c : start) {
        const auto u = static_cast<unsigned char>(c);
        if (std::isalnum(u) != 0 || u >= 0x80) out += c;
    }
    const bool has_side = start.size() > 2 && (start[start.size() - 2] == '_' || start[start.size() - 2] == '.');
    if (has_side && start.ends_with('l')) out.replace(out.size() - 1, 1, "left");
    if (has_side && start.ends_with('r')) out.replace(out.size() - 1, 1, "right");
    return out;
}

Mouth find_mouth(const Model& model) {
    Mouth mouth;
    for (const model::Expression& expression : model.expressions) {
        if (expression.name == "aa" && !(expression.binds.empty() && expression.texture_binds.empty())) {
            mouth.kind = Mouth::Kind::Vrm;
            return mouth;
        }
    }
    if (find_oculus(model, mouth)) {
        mouth.kind = Mouth::Kind::Oculus;
    } else if (find_arkit(model, mouth)) {
        mouth.kind = Mouth::Kind::Arkit;
    } else if (find_vowels(model, mouth)) {
        mouth.kind = Mouth::Kind::Vowels;
    } else if (find_jaw(model, mouth)) {
        mouth.kind = Mouth::Kind::Jaw;
    }
    return mouth;
}

void add_visemes(const Mouth& mouth, const signal::VisemeWeights& visemes, std::span<float> morph_weights) {
    const float shut = closure(visemes);
    float jaw = 0.0f;
    for (const Mouth::Drive& drive : mouth.drives) {
        float sum = 0.0f;
        for (std::size_t v = 1; v < signal::kVisemeCount; ++v) {
            // What opens the mouth yields where the lips meet; what closes it does not.
            const bool closes =
                v == static_cast<std::size_t>(signal::Viseme::PP) || v == static_cast<std::size_t>(signal::Viseme::FF);
            sum += drive.share[v] * std::clamp(visemes[v], 0.0f, 1.0f) * (closes ? 1.0f : 1.0f - shut);
        }
        morph_weights[static_cast<std::size_t>(drive.channel)] += std::min(sum, 1.0f);
        jaw = std::max(jaw, drive.share[static_cast<std::size_t>(signal::Viseme::aa)] > 0.6f ? sum : 0.0f);
    }
    if (mouth.kind == Mouth::Kind::Arkit) {
        for (const int channel : mouth.close)
            morph_weights[static_cast<std::size_t>(channel)] += std::min(jaw, 1.0f) * shut;
    }
    const Vowels vowels = to_vowels(visemes);
    for (std::size_t v = 0; v < vowels.size(); ++v) {
        for (const int channel : mouth.vowels[v])
            morph_weights[static_cast<std::size_t>(channel)] += vowels[v];
    }
}

std::vector<NamedMorph> find_blinks(const Model& model) {
    std::vector<NamedMorph> both, sides;
    for (std::size_t c = 0; c < model.morph_channels.size(); ++c) {
        const std::string name = plain_morph_name(model.morph_channels[c].name);
        if (name == "eyeblinkleft" || name == "eyeblinkright" || name == "blinkleft" || name == "blinkright")
            sides.push_back({static_cast<int>(c), 1.0f});
        if (name == "blink" || name == "eyeclose" || name == "eyesclosed" || name == "fcleyeclose")
            both.push_back({static_cast<int>(c), 1.0f});
    }
    return sides.empty() ? both : sides;
}

std::vector<NamedMorph> find_mood(const Model& model, std::string_view mood) {
    struct Part {
        std::string_view mood, morph;
        float share;
    };
    static constexpr std::array<Part, 26> kParts{{
        {"happy", "facehappy", 1.0f},
        {"happy", "happy", 1.0f},
        {"happy", "joy", 1.0f},
        {"happy", "mouthsmileleft", 0.6f},
        {"happy", "mouthsmileright", 0.6f},
        {"happy", "cheeksquintleft", 0.4f},
        {"happy", "cheeksquintright", 0.4f},
        {"sad", "facesad", 1.0f},
        {"sad", "sad", 1.0f},
        {"sad", "sorrow", 1.0f},
        {"sad", "mouthfrownleft", 0.5f},
        {"sad", "mouthfrownright", 0.5f},
        {"sad", "browinnerup", 0.6f},
        {"angry", "faceangry", 1.0f},
        {"angry", "angry", 1.0f},
        {"angry", "browdownleft", 0.8f},
        {"angry", "browdownright", 0.8f},
        {"surprised", "facesurprise", 1.0f},
        {"surprised", "surprised", 1.0f},
        {"surprised", "eyewideleft", 0.7f},
        {"surprised", "eyewideright", 0.7f},
        {"surprised", "browinnerup", 0.7f},
        {"relaxed", "facerelax", 1.0f},
        {"relaxed", "relaxed", 1.0f},
        {"relaxed", "mouthsmileleft", 0.3f},
        {"relaxed", "mouthsmileright", 0.3f},
    }};
    std::vector<NamedMorph> out;
    for (std::size_t c = 0; c < model.morph_channels.size(); ++c) {
        const std::string name = plain_morph_name(model.morph_channels[c].name);
        for (const Part& part : kParts) {
            if (part.mood == mood && part.morph == name) out.push_back({static_cast<int>(c), part.share});
        }
    }
    return out;
}

}  // namespace compere::face
