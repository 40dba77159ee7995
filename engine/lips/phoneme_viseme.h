#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "signal/viseme.h"

namespace compere::lips {

// The mouth shapes of one phoneme in the order in which they are seen; a diphthong has two, a triphthong three. Empty
// means that the sound takes the mouth of what follows it (h). nullopt: not a phoneme that is known. Takes IPA (also
// espeak's spellings, with stress, length and tone marks), ARPAbet with or without stress digits, "[PP]" for a shape
// named outright; silence marks ("", sil, sp, pau, _:) are the rest shape.
std::optional<std::vector<signal::Viseme>> visemes_of_phoneme(std::string_view phoneme);

}  // namespace compere::lips
