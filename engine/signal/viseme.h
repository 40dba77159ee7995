#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace compere::signal {

// The fifteen Oculus mouth shapes, in their published order.
enum class Viseme { sil, PP, FF, TH, DD, kk, CH, SS, nn, RR, aa, E, ih, oh, ou };
inline constexpr std::size_t kVisemeCount = 15;

// Weights 0…1, indexed by Viseme.
using VisemeWeights = std::array<float, kVisemeCount>;

std::string_view name(Viseme viseme);
// Accepts both spellings of the last vowels (ih or I, oh or O, ou or U), case-sensitively.
std::optional<Viseme> viseme_named(std::string_view name);

}  // namespace compere::signal
