#include "signal/viseme.h"

namespace compere::signal {
namespace {
constexpr std::array<std::string_view, kVisemeCount> kNames{"sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS",
                                                            "nn",  "RR", "aa", "E",  "ih", "oh", "ou"};
}

std::string_view name(Viseme viseme) {
    return kNames[static_cast<std::size_t>(viseme)];
}

std::optional<Viseme> viseme_named(std::string_view name) {
    if (name == "I") return Viseme::ih;
    if (name == "O") return Viseme::oh;
    if (name == "U") return Viseme::ou;
    for (std::size_t i = 0; i < kVisemeCount; ++i) {
        if (kNames[i] == name) return static_cast<Viseme>(i);
    }
    return std::nullopt;
}

}  // namespace compere::signal
