#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "speech/timing_text.h"

namespace compere::speech {
namespace {

std::vector<std::string_view> fields_of(std::string_view line) {
    std::vector<std::string_view> fields;
    for (std::size_t at = line.find_first_not_of(" \t\r"); at != std::string_view::npos;
         at = line.find_first_not_of(" \t\r", at)) {
        const std::size_t end = std::min(line.find_first_of(" \t\r", at), line.size());
        fields.push_back(line.substr(at, end - at));
        at = end;
    }
    return fields;
}

template <class Number>
std::optional<Number> number_of(std::string_view text) {
    Number value{};
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// "x^sil-hh+iy=t@1_2/A:…" holds its phone between - and +; a plain label is the phone.
std::string_view phone_of(std::string_view label) {
    const std::size_t plus = label.find('+');
    if (plus == std::string_view::npos) return label.substr(0, label.find('['));
    const std::size_t dash = label.rfind('-', plus);
    return dash == std::string_view::npos ? label : label.substr(dash + 1, plus - dash - 1);
}

// The number in "…[3]" that ends the label of a state; 0 for a label of a phone.
int state_of(std::string_view label) {
    const std::size_t open = label.rfind('[');
    if (open == std::string_view::npos || label.back() != ']') return 0;
    return number_of<int>(label.substr(open + 1, label.size() - open - 2)).value_or(0);
}

}  // namespace

core::Result<Timing> parse_hts_label(std::string_view text, std::string_view name) {
    Timing timing;
    int last_state = 0;
    int line_number = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::vector<std::string_view> fields = fields_of(text.substr(at, end - at));
        at = end + 1;
        ++line_number;
        if (fields.empty()) continue;
        const auto start = number_of<std::int64_t>(fields[0]);
        const auto stop = fields.size() > 1 ? number_of<std::int64_t>(fields[1]) : std::nullopt;
        if (fields.size() < 3 || !start || !stop)
            return core::fail("{}:{}: not \"start end label\"", name, line_number);
        const double start_s = static_cast<double>(*start) * 1e-7;
        const double end_s = static_cast<double>(*stop) * 1e-7;
        const double last_s = timing.phones.empty() ? 0.0 : timing.phones.back().end_s;
        if (*start < 0 || start_s < last_s - 1e-4 || end_s < start_s) {
            return core::fail("{}:{}: {} to {} runs backwards or overlaps the one before", name, line_number, *start,
                              *stop);
        }
        const std::string phone = without_silence_name(phone_of(fields[2]));
        const int state = state_of(fields[2]);
        if (!timing.phones.empty() && state > last_state && timing.phones.back().name == phone) {
            timing.phones.back().end_s = end_s;  // a further state of the same phone
        } else {
            timing.phones.push_back({phone, start_s, end_s});
        }
        last_state = state;
    }
    return timing;
}

const char* shape_of_rhubarb(std::string_view letter) {
    // B is "most consonants and ee"; the shape nearest to it is that of d.
    constexpr std::array<const char*, 9> kShapes{"[PP]", "[DD]", "[E]", "[aa]", "[oh]", "[ou]", "[FF]", "[nn]", ""};
    if (letter.size() != 1) return nullptr;
    const std::size_t place = std::string_view{"ABCDEFGHX"}.find(letter.front());
    return place == std::string_view::npos ? nullptr : kShapes[place];
}

core::Result<Timing> parse_rhubarb_tsv(std::string_view text, std::string_view name) {
    Timing timing;
    int line_number = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::vector<std::string_view> fields = fields_of(text.substr(at, end - at));
        at = end + 1;
        ++line_number;
        if (fields.empty()) continue;
        const auto start = number_of<double>(fields[0]);
        const char* shape = fields.size() == 2 ? shape_of_rhubarb(fields[1]) : nullptr;
        if (!start || shape == nullptr)
            return core::fail("{}:{}: not a time and a mouth shape A to H or X", name, line_number);
        const double last_s = timing.phones.empty() ? 0.0 : timing.phones.back().start_s;
        if (!std::isfinite(*start) || *start < last_s)
            return core::fail("{}:{}: time {} runs backwards", name, line_number, *start);
        if (!timing.phones.empty()) timing.phones.back().end_s = *start;
        timing.phones.push_back({shape, *start, *start});
    }
    return timing;
}

}  // namespace compere::speech
