#include <fontconfig/fontconfig.h>

#include <algorithm>
#include <map>

#include "text/typeset.h"

namespace compere::text {
namespace {

struct FontSet {
    FcFontSet* fonts = nullptr;
    FontSet() {
        FcPattern* pattern = FcPatternCreate();
        FcObjectSet* objects = FcObjectSetBuild(FC_CHARSET, nullptr);
        fonts = FcFontList(nullptr, pattern, objects);
        FcObjectSetDestroy(objects);
        FcPatternDestroy(pattern);
    }
    ~FontSet() {
        if (fonts != nullptr) FcFontSetDestroy(fonts);
    }
    FontSet(const FontSet&) = delete;
    FontSet& operator=(const FontSet&) = delete;

    bool has(FcChar32 character) const {
        for (int i = 0; fonts != nullptr && i < fonts->nfont; ++i) {
            FcCharSet* set = nullptr;
            if (FcPatternGetCharSet(fonts->fonts[i], FC_CHARSET, 0, &set) == FcResultMatch && FcCharSetHasChar(set, character) == FcTrue) return true;
        }
        return false;
    }
};

bool is_invisible(FcChar32 c) {
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f) || (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff;
}

}  // namespace

struct Glyphs::Known {
    FontSet fonts;
    std::map<FcChar32, bool> judged;
    bool has(FcChar32 character) {
        const auto [known, is_new] = judged.emplace(character, true);
        if (is_new) known->second = is_invisible(character) || fonts.has(character);
        return known->second;
    }
};

Glyphs::Glyphs() : known_{std::make_unique<Known>()} {}
Glyphs::~Glyphs() = default;

std::vector<std::string> Glyphs::missing(std::string_view utf8) {
    std::vector<std::string> out;
    const auto* at = reinterpret_cast<const FcChar8*>(utf8.data());
    int left = static_cast<int>(utf8.size());
    while (left > 0) {
        FcChar32 character = 0;
        const int used = FcUtf8ToUcs4(at, &character, left);
        if (used <= 0) break;
        std::string bytes{reinterpret_cast<const char*>(at), static_cast<std::size_t>(used)};
        at += used;
        left -= used;
        if (known_->has(character) || std::find(out.begin(), out.end(), bytes) != out.end()) continue;
        out.push_back(std::move(bytes));
    }
    return out;
}

std::vector<std::string> missing_glyphs(std::string_view utf8) {
    return Glyphs{}.missing(utf8);
}

}  // namespace compere::text
