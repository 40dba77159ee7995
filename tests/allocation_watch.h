#pragma once

#include <execinfo.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <new>

// Counts what a thread takes by operator new. Replaces that operator, so one source of a test binary includes it. Under a sanitizer, which
// counts by these operators itself, nothing is counted.

namespace compere::test {

constexpr int kFrames = 24, kKept = 6;

// While a thread counts; the calls that led to the first ones are kept.
struct AllocationWatch {
    bool is_on = false;
    std::int64_t count = 0;
    std::array<std::array<void*, kFrames>, kKept> stacks{};
    std::array<int, kKept> depth{};
};
inline thread_local AllocationWatch allocations;

inline void print_allocations() {
    for (std::size_t i = 0; i < std::min<std::size_t>(kKept, static_cast<std::size_t>(allocations.count)); ++i) {
        backtrace_symbols_fd(allocations.stacks[i].data(), allocations.depth[i], 2);
    }
}

[[maybe_unused]] inline void* counted(std::size_t bytes, std::size_t alignment) {
    AllocationWatch& watch = allocations;
    if (watch.is_on) {
        watch.is_on = false;  // backtrace() may allocate
        if (watch.count < kKept) watch.depth[static_cast<std::size_t>(watch.count)] = backtrace(watch.stacks[static_cast<std::size_t>(watch.count)].data(), kFrames);
        ++watch.count;
        watch.is_on = true;
    }
    void* const memory = alignment == 0 ? std::malloc(bytes) : std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
    if (memory == nullptr) std::abort();
    return memory;
}

}  // namespace compere::test

#ifndef COMPERE_SANITIZED  // a sanitizer counts by these itself
void* operator new(std::size_t bytes) { return compere::test::counted(bytes, 0); }
void* operator new[](std::size_t bytes) { return compere::test::counted(bytes, 0); }
void* operator new(std::size_t bytes, std::align_val_t alignment) { return compere::test::counted(bytes, static_cast<std::size_t>(alignment)); }
void* operator new[](std::size_t bytes, std::align_val_t alignment) { return compere::test::counted(bytes, static_cast<std::size_t>(alignment)); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
#endif
