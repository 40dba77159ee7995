#pragma once

// Values as bytes, in both directions from one list of fields: `fields(archive, value)` is written once per struct and
// names every field of it; the archive is a Writer or a Reader. Numbers are little-endian, as on the processors that
// this runs on, so that lists of plain numbers are copied at once. Both directions stand in one
// file because each must do what the other does.

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <glm/glm.hpp>
#include <glm/gtc/quaternion.hpp>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "core/error.h"

namespace compere::model {

static_assert(std::endian::native == std::endian::little);

// How many floats a type consists of; 0 for what is no float.
template <class T>
inline constexpr std::size_t kFloats = 0;
template <>
inline constexpr std::size_t kFloats<float> = 1;
template <glm::length_t L>
inline constexpr std::size_t kFloats<glm::vec<L, float, glm::defaultp>> = L;
template <>
inline constexpr std::size_t kFloats<glm::quat> = 4;
template <>
inline constexpr std::size_t kFloats<glm::mat4> = 16;

// Numbers without padding, whose bytes are their value.
template <class T>
inline constexpr bool kIsPlain = kFloats<T> > 0 || (std::is_integral_v<T> && !std::is_same_v<T, bool>);
template <class T, std::size_t N>
inline constexpr bool kIsPlain<std::array<T, N>> = kIsPlain<T>;
static_assert(sizeof(glm::vec3) == 12 && sizeof(glm::vec4) == 16 && sizeof(glm::quat) == 16 && sizeof(glm::mat4) == 64);

// The type that an archive takes: constant for a writer.
template <class Archive, class T>
using Of = std::conditional_t<Archive::kReads, T, const T>;

// Takes the bytes in order; the first failure ends the writing.
using ByteSink = std::function<core::Status(std::span<const std::uint8_t>)>;

class Writer {
public:
    static constexpr bool kReads = false;

    explicit Writer(ByteSink sink) : sink_{std::move(sink)} {}

    template <class... T>
    void operator()(const T&... values) {
        (put(values), ...);
    }
    // Hands on what is left and tells whether all went well.
    core::Status finish() {
        pass_on();
        return status_;
    }

private:
    template <class T>
    void put(const T& value) {
        if constexpr (kIsPlain<T>) {
            bytes(&value, sizeof value);
        } else if constexpr (std::is_same_v<T, bool> || std::is_enum_v<T>) {
            put(static_cast<std::uint8_t>(value));
        } else {
            fields(*this, value);
        }
    }
    void put(const std::string& text) {
        put(std::uint64_t{text.size()});
        bytes(text.data(), text.size());
    }
    template <class T>
    void put(const std::vector<T>& list) {
        put(std::uint64_t{list.size()});
        if constexpr (kIsPlain<T>) {
            bytes(list.data(), list.size() * sizeof(T));
        } else {
            for (const T& value : list)
                put(value);
        }
    }
    template <class T>
    void put(const std::map<std::string, T>& map) {
        put(std::uint64_t{map.size()});
        for (const auto& [key, value] : map) {
            put(key);
            put(value);
        }
    }
    template <class T>
    void put(const std::optional<T>& value) {
        put(value.has_value());
        if (value) put(*value);
    }
    void bytes(const void* data, std::size_t count) {
        const auto* first = static_cast<const std::uint8_t*>(data);
        if (count < kBlock) {
            held_.insert(held_.end(), first, first + count);
            if (held_.size() >= kBlock) pass_on();
            return;
        }
        pass_on();
        if (status_) status_ = sink_({first, count});
    }
    void pass_on() {
        if (status_ && !held_.empty()) status_ = sink_(held_);
        held_.clear();
    }

    static constexpr std::size_t kBlock = std::size_t{256} << 10;
    ByteSink sink_;
    std::vector<std::uint8_t> held_;
    core::Status status_;
};

// Reads what may be hostile: past the end, or after a value that cannot be, everything is as a fresh value is, and
// `is_sound` tells. A list takes memory only as its elements are read, and no list of structs is longer than
// kMostStructs. Floats that are not finite become 0.
class Reader {
public:
    static constexpr bool kReads = true;
    static constexpr std::uint64_t kMostStructs = 1u << 20;

    explicit Reader(std::span<const std::uint8_t> bytes) : left_{bytes} {}

    template <class... T>
    void operator()(T&... values) {
        (take(values), ...);
    }
    bool is_sound() const { return is_sound_; }
    std::size_t bytes_left() const { return left_.size(); }

private:
    template <class T>
    void take(T& value) {
        if constexpr (kIsPlain<T>) {
            T read{};
            bytes(&read, sizeof read);
            mend<T>({&read, 1});
            value = read;
        } else if constexpr (std::is_same_v<T, bool>) {
            value = byte_up_to(1) != 0;
        } else if constexpr (std::is_enum_v<T>) {
            value = static_cast<T>(byte_up_to(static_cast<std::uint8_t>(last_of(T{}))));
        } else {
            fields(*this, value);
        }
    }
    void take(std::string& text) {
        text.clear();
        const std::size_t size = count(1);
        text.resize(size);
        bytes(text.data(), size);
    }
    template <class T>
    void take(std::vector<T>& list) {
        list.clear();
        if constexpr (kIsPlain<T>) {
            list.resize(count(sizeof(T)));
            bytes(list.data(), list.size() * sizeof(T));
            mend<T>(list);
        } else {
            for (std::uint64_t left = struct_count(); left > 0 && is_sound_; --left)
                take(list.emplace_back());
        }
    }
    template <class T>
    void take(std::map<std::string, T>& map) {
        map.clear();
        for (std::uint64_t left = struct_count(); left > 0 && is_sound_; --left) {
            std::string key;
            take(key);
            take(map[key]);
        }
    }
    template <class T>
    void take(std::optional<T>& value) {
        value.reset();
        if (byte_up_to(1) != 0) take(value.emplace());
    }

    // A length of things of so many bytes each, all of which are there.
    std::size_t count(std::size_t bytes_each) {
        std::uint64_t stated = 0;
        bytes(&stated, sizeof stated);
        if (stated > left_.size() / bytes_each) stated = give_up();
        return static_cast<std::size_t>(stated);
    }
    std::uint64_t struct_count() {
        const std::size_t stated = count(1);
        return stated > kMostStructs ? give_up() : stated;
    }
    std::uint8_t byte_up_to(std::uint8_t last) {
        std::uint8_t value = 0;
        bytes(&value, 1);
        return value > last ? static_cast<std::uint8_t>(give_up()) : value;
    }
    void bytes(void* to, std::size_t size) {
        if (size > left_.size()) give_up();
        if (size == 0 || !is_sound_) return;
        std::memcpy(to, left_.data(), size);
        left_ = left_.subspan(size);
    }
    std::uint64_t give_up() {
        is_sound_ = false;
        left_ = {};
        return 0;
    }
    template <class T>
    static void mend(std::span<T> values) {
        if constexpr (kFloats < T >> 0) {
            const std::span floats{reinterpret_cast<float*>(values.data()), values.size() * kFloats<T>};
            for (float& x : floats) {
                if (!std::isfinite(x)) x = 0.0f;
            }
        }
    }

    std::span<const std::uint8_t> left_;
    bool is_sound_ = true;
};

}  // namespace compere::model
