#pragma once

#include <cstdint>
#include <span>

namespace compere::fuzz {

// A reader of what others wrote, and nothing else: any bytes must leave it with a value or an error, and a value must be one that the
// engine could go on with. What is broken ends the process.
struct Target {
    const char* name;
    const char* suffix;  // of its seeds
    void (*run)(std::span<const std::uint8_t> bytes);
};
std::span<const Target> targets();
const Target* target(const char* name);  // null: there is none

}  // namespace compere::fuzz
