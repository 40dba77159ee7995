#include "lips/phoneme_viseme.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "language/utf8.h"

namespace compere::lips {
namespace {

using signal::Viseme;
using enum signal::Viseme;

struct Row {
    std::string_view phonemes;  // separated by spaces
    Viseme first;
    Viseme second = sil;  // sil: there is none
};

constexpr std::array kArpabet{
    Row{"P B M EM", PP},    Row{"F V", FF},      Row{"TH DH", TH},        Row{"T D DX", DD},   Row{"K G NG ENG Q", kk},
    Row{"CH JH SH ZH", CH}, Row{"S Z", SS},      Row{"N L EN EL NX", nn}, Row{"R ER AXR", RR}, Row{"W WH UH UW UX", ou},
    Row{"Y IX IH IY", ih},  Row{"AA AE AH", aa}, Row{"AX EH", E},         Row{"AO", oh},       Row{"AW", aa, ou},
    Row{"AY", aa, ih},      Row{"EY", E, ih},    Row{"OW", oh, ou},       Row{"OY", oh, ih},
};

// Longest first inside one lookup. The dotted and bracketed names are espeak-ng's retroflexes and apical vowels.
constexpr std::array kIpa{
    Row{"ts.h ts. s. z. tʃ dʒ tɕ dʑ tʂ dʐ ʧ ʤ ʃ ʒ ɕ ʑ ʂ ʐ ç", CH},
    Row{"tsh ts dz s z", SS},
    Row{"p b m ɓ", PP},
    Row{"f v ɱ ʋ", FF},
    Row{"θ ð", TH},
    Row{"t d ɾ ʈ ɖ", DD},
    Row{"ng k g ɡ ŋ x ɣ q ɢ ʔ c ɟ χ", kk},
    Row{"n l ɫ ɭ ɲ ɳ ʎ", nn},
    Row{"r ɹ ɻ ʀ ʁ ɝ ɚ", RR},
    Row{"w ʍ u ʊ ɯ y ʏ ɥ", ou},
    Row{"i. i[ i\" j i ɪ ɨ ᵻ", ih},
    Row{"a ɑ ɐ ʌ æ A", aa},
    Row{"ə e ɛ ɜ ɘ ɤ œ ø o-", E},
    Row{"o ɔ ɒ", oh},
};

std::optional<Row> find_in(std::string_view list, const Row& row, std::string_view phoneme) {
    for (std::size_t at = 0; at < list.size();) {
        const std::size_t end = std::min(list.find(' ', at), list.size());
        if (list.substr(at, end - at) == phoneme) return row;
        at = end + 1;
    }
    return std::nullopt;
}

template <class Table>
std::optional<Row> look_up(const Table& table, std::string_view phoneme) {
    for (const Row& row : table) {
        if (const auto found = find_in(row.phonemes, row, phoneme)) return found;
    }
    return std::nullopt;
}

std::vector<Viseme> shapes(const Row& row) {
    if (row.second == sil) return {row.first};
    return {row.first, row.second};
}

bool is_mark(char32_t value) {
    return (value >= 0x300 && value <= 0x36f) || (value >= 0x2b0 && value <= 0x2ff) ||
           (value >= U'0' && value <= U'9') || (value >= 0x2070 && value <= 0x209f) || value == 0xb9 || value == 0xb2 ||
           value == 0xb3 || value == U'~' || value == U'\'' || value == U',' || value == U'|' || value == U':' ||
           value == U'-' || value == 0x200d;
}

// Without stress, length, tone and other marks; letters with a nasal or tonal accent keep the letter.
std::string bare(std::string_view phoneme) {
    std::string out;
    for (std::size_t at = 0; at < phoneme.size();) {
        const language::CodePoint point = language::code_point_at(phoneme, at);
        if (!is_mark(point.value)) out.append(phoneme.substr(at, point.bytes));
        at += point.bytes;
    }
    return out;
}

bool is_silence(std::string_view phoneme) {
    std::string lower{phoneme};
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const char* name : {"", "sil", "sp", "spn", "pau", "h#", "#", "ssil", "brth", "<sil>", "[sil]", "<eps>"}) {
        if (lower == name) return true;
    }
    return phoneme.front() == '_';
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::optional<std::vector<Viseme>> arpabet(const std::string& phoneme) {
    if (!is_ascii(phoneme)) return std::nullopt;
    std::string upper = phoneme;
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    const bool capitals = upper == phoneme;
    if (upper == "HH" || upper == "HV" || (capitals && upper == "H")) return std::vector<Viseme>{};
    // In small letters y, j, q, x and the vowels are IPA.
    const bool may_be = capitals || phoneme.size() > 1 ||
                        std::string_view{"bdfgklmnprstvwz"}.find(phoneme[0]) != std::string_view::npos;
    if (may_be) {
        if (const auto row = look_up(kArpabet, upper)) return shapes(*row);
    }
    if (!capitals || phoneme.size() < 2) return std::nullopt;
    std::vector<Viseme> out;  // "PT": two phones in one interval
    for (const char letter : phoneme) {
        const auto row = look_up(kArpabet, std::string_view{&letter, 1});
        if (!row) return std::nullopt;
        out.push_back(row->first);
    }
    return out;
}

std::optional<std::vector<Viseme>> ipa(std::string_view phoneme) {
    std::vector<Viseme> out;
    bool known = false;
    for (std::size_t at = 0; at < phoneme.size();) {
        std::optional<Row> found;
        std::size_t taken = 0;
        for (std::size_t size = std::min<std::size_t>(8, phoneme.size() - at); size > 0 && !found; --size) {
            found = look_up(kIpa, phoneme.substr(at, size));
            taken = size;
        }
        if (found) {
            if (out.empty() || out.back() != found->first) out.push_back(found->first);
            known = true;
        } else {
            taken = language::code_point_at(phoneme, at).bytes;
            const std::string_view letter = phoneme.substr(at, taken);
            known = known || letter == "h" || letter == "ɦ";
        }
        at += taken;
    }
    if (!known) return std::nullopt;
    return out;
}

}  // namespace

std::optional<std::vector<Viseme>> visemes_of_phoneme(std::string_view phoneme) {
    if (is_silence(phoneme)) return std::vector<Viseme>{sil};
    if (phoneme.front() == '[' && phoneme.back() == ']') {
        const auto named = signal::viseme_named(phoneme.substr(1, phoneme.size() - 2));
        return named ? std::optional{std::vector<Viseme>{*named}} : std::nullopt;
    }
    if (phoneme == "ʲ") return std::vector<Viseme>{ih};  // espeak-ng's glide
    const std::string name = bare(phoneme);
    if (name.empty()) return std::nullopt;
    if (auto found = arpabet(name)) return found;
    return ipa(name);
}

}  // namespace compere::lips
