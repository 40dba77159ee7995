#include "show/tier.h"

namespace compere::show {

const char* name(Tier tier) {
    switch (tier) {
        case Tier::Software: return "software";
        case Tier::Standard: return "standard";
        case Tier::High: return "high";
    }
    return "";
}

std::optional<Tier> tier_named(std::string_view words) {
    for (const Tier tier : {Tier::Software, Tier::Standard, Tier::High}) {
        if (words == name(tier)) return tier;
    }
    return {};
}

}  // namespace compere::show
