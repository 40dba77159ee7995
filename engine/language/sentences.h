#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace compere::language {

// A piece of a longer text; `byte_offset` is where it begins there. Spaces at both ends are left out.
struct CaptionPiece {
    std::string text;
    std::size_t byte_offset = 0;
};

// Width of a text in caption units: a Han character or full-width sign 1, everything else 0.5.
double caption_units(std::string_view text);

// Cuts a text into pieces of at most `max_units` (at least 4): first after 。！？；… and their Latin twins, then after
// ，、：, then between words or Han characters. Latin words and numbers are never cut, so one longer than `max_units`
// stays whole.
std::vector<CaptionPiece> caption_pieces(std::string_view text, double max_units);

}  // namespace compere::language
