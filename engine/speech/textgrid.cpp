#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "speech/timing_text.h"

namespace compere::speech {
namespace {

// Praat's long form is its short form with decorations: what counts are the quoted texts and the free-standing numbers.
struct Token {
    bool is_text = false;
    std::string text;
    double number = 0.0;
    int line = 1;
};

class Tokens {
public:
    explicit Tokens(std::string_view text) : text_{text} {
        while (at_ < text_.size())
            step();
    }
    std::vector<Token> list;

private:
    void step() {
        const char c = text_[at_];
        if (c == '\n') ++line_;
        if (c == '"') return quoted();
        const bool digit = c >= '0' && c <= '9';
        const bool sign =
            (c == '-' || c == '+') && at_ + 1 < text_.size() && text_[at_ + 1] >= '0' && text_[at_ + 1] <= '9';
        if (digit || sign) return number();
        if (c == '[' || c == '<') return skip_to(c == '[' ? ']' : '>');
        if (std::isalpha(static_cast<unsigned char>(c)) != 0) return word();
        ++at_;
    }
    void quoted() {
        Token token{true, {}, 0.0, line_};
        for (++at_; at_ < text_.size(); ++at_) {
            if (text_[at_] == '\n') ++line_;
            if (text_[at_] == '"') {
                if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') break;
                ++at_;
            }
            token.text += text_[at_];
        }
        if (at_ >= text_.size()) return;  // never closed
        ++at_;
        list.push_back(std::move(token));
    }
    void number() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && std::string_view{"0123456789+-.eE"}.find(text_[at_]) != std::string_view::npos)
            ++at_;
        list.push_back({false, {}, std::strtod(std::string{text_.substr(begin, at_ - begin)}.c_str(), nullptr), line_});
    }
    void word() {
        while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_'))
            ++at_;
    }
    void skip_to(char close) {
        while (at_ < text_.size() && text_[at_] != close && text_[at_] != '\n')
            ++at_;
        if (at_ < text_.size() && text_[at_] == close) ++at_;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int line_ = 1;
};

struct Tier {
    std::string name;
    std::vector<TimedName> rows;
};

std::string stripped(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return std::string{text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1)};
}

// The tier whose class name stands at `at`; moves `at` behind it.
core::Result<Tier> read_tier(const std::vector<Token>& tokens, std::size_t& at, std::string_view name) {
    const int line = tokens[at].line;
    const bool shaped = at + 4 < tokens.size() && tokens[at + 1].is_text && !tokens[at + 2].is_text &&
                        !tokens[at + 3].is_text && !tokens[at + 4].is_text;
    if (!shaped) return core::fail("{}:{}: a tier is cut short", name, line);
    const double stated = tokens[at + 4].number;
    const auto held = static_cast<double>((tokens.size() - at - 5) / 3);
    if (!(stated >= 0.0 && stated <= held)) {
        return core::fail("{}:{}: tier \"{}\" promises {:.0f} intervals but the file has room for {:.0f}", name,
                          tokens[at + 4].line, tokens[at + 1].text, stated, held);
    }
    Tier tier{tokens[at + 1].text, {}};
    at += 5;
    double last_end = 0.0;
    for (auto left = static_cast<std::size_t>(stated); left > 0; --left, at += 3) {
        const Token& start = tokens[at];
        const Token& end = tokens[at + 1];
        if (start.is_text || end.is_text || !tokens[at + 2].is_text)
            return core::fail("{}:{}: an interval is two times and a text", name, start.line);
        const bool rises = std::isfinite(start.number) && std::isfinite(end.number) && start.number >= 0.0 &&
                           start.number >= last_end - 1e-4 && end.number >= start.number;
        if (!rises)
            return core::fail("{}:{}: interval {} to {} runs backwards or overlaps the one before", name, start.line,
                              start.number, end.number);
        tier.rows.push_back(
            {stripped(tokens[at + 2].text), std::max(start.number, last_end), std::max(end.number, last_end)});
        last_end = std::max(last_end, end.number);
    }
    return tier;
}

bool is_named(const Tier& tier, std::initializer_list<std::string_view> names) {
    std::string lower = tier.name;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    // "Mary - phones", as forced aligners name the tiers of several speakers
    if (const std::size_t dash = lower.rfind(" - "); dash != std::string::npos) lower.erase(0, dash + 3);
    return std::find(names.begin(), names.end(), lower) != names.end();
}

}  // namespace

core::Result<Timing> parse_textgrid(std::string_view text, std::string_view name) {
    const std::vector<Token> tokens = Tokens{text}.list;
    std::optional<Tier> phones;
    std::optional<Tier> words;
    std::string seen;
    for (std::size_t at = 0; at < tokens.size();) {
        if (!tokens[at].is_text || tokens[at].text != "IntervalTier") {
            ++at;
            continue;
        }
        core::Result<Tier> tier = read_tier(tokens, at, name);
        if (!tier) return tier.error();
        seen += (seen.empty() ? "" : ", ") + tier->name;
        if (!phones && is_named(*tier, {"phone", "phones", "phoneme", "phonemes", "segment", "segments"})) {
            phones = std::move(*tier);
        } else if (!words && is_named(*tier, {"word", "words"})) {
            words = std::move(*tier);
        }
    }
    if (!phones) return core::fail("{} has no tier of phones; its tiers are: {}", name, seen.empty() ? "none" : seen);
    Timing timing{std::move(phones->rows), words ? std::move(words->rows) : std::vector<TimedName>{}};
    for (TimedName& row : timing.phones)
        row.name = without_silence_name(row.name);
    for (TimedName& row : timing.words)
        row.name = without_silence_name(row.name);
    return timing;
}

}  // namespace compere::speech
