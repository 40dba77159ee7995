#pragma once

#include <cstdint>

namespace compere::core {

// A random number that is a pure function of (seed, subsystem, tick): the same show gives the same picture whatever was
// drawn before. The mix is SplitMix64's finaliser (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
inline std::uint64_t random_bits(std::uint64_t seed, std::uint64_t subsystem, std::uint64_t tick) {
    std::uint64_t x = seed * 0x9e3779b97f4a7c15u + subsystem * 0xbf58476d1ce4e5b9u + tick * 0x94d049bb133111ebu + 0x2545f4914f6cdd1du;
    for (int round = 0; round < 2; ++round) {
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
        x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
        x ^= x >> 31;
    }
    return x;
}

// Uniform in [0, 1).
inline double random_unit(std::uint64_t seed, std::uint64_t subsystem, std::uint64_t tick) {
    return static_cast<double>(random_bits(seed, subsystem, tick) >> 11) * 0x1.0p-53;
}

}  // namespace compere::core
