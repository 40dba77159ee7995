#include "model/json_read.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace compere::model {

std::size_t most_values_in(std::span<const std::uint8_t> json) {
    std::size_t values = 1;
    bool is_text = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const std::uint8_t c = json[i];
        if (is_text && c == '\\') ++i;
        if (c == '"') is_text = !is_text;
        if (!is_text && (c == ',' || c == '[' || c == '{')) ++values;
    }
    return values;
}

const Json& member(const Json& object, const char* key) {
    static const Json none;
    if (!object.is_object()) return none;
    const auto found = object.find(key);
    return found == object.end() ? none : *found;
}

const Json& items(const Json& object, const char* key) {
    static const Json empty = Json::array();
    const Json& found = member(object, key);
    return found.is_array() ? found : empty;
}

float number(const Json& value, float fallback) {
    if (!value.is_number()) return fallback;
    const double read = value.get<double>();
    if (!std::isfinite(read) || std::abs(read) > static_cast<double>(std::numeric_limits<float>::max()))
        return fallback;
    return static_cast<float>(read);
}

std::string text(const Json& value, const std::string& fallback) {
    return value.is_string() ? value.get_ref<const std::string&>() : fallback;
}

std::string name_of(const Json& object) {
    const Json& name = member(object, "name");
    return name.is_string() ? shortened(name.get_ref<const std::string&>()) : std::string{};
}

std::string shortened(const std::string& words) {
    std::size_t end = std::min(words.size(), kMaxNameBytes);
    while (end > 0 && end < words.size() && (static_cast<unsigned char>(words[end]) & 0xc0u) == 0x80u)
        --end;  // not inside a character
    return words.substr(0, end);
}

bool flag(const Json& value, bool fallback) {
    return value.is_boolean() ? value.get<bool>() : fallback;
}

int index(const Json& value, std::size_t limit) {
    const std::size_t read = natural(value, std::numeric_limits<std::size_t>::max());
    return read < limit && read < static_cast<std::size_t>(std::numeric_limits<int>::max()) ? static_cast<int>(read)
                                                                                            : -1;
}

std::size_t natural(const Json& value, std::size_t fallback) {
    if (value.is_number_unsigned()) {
        const auto read = value.get<std::uint64_t>();
        return read <= (std::uint64_t{1} << 53) ? static_cast<std::size_t>(read) : fallback;
    }
    if (!value.is_number()) return fallback;
    const double read = value.get<double>();
    if (!(read >= 0.0 && read <= 0x1p53) || read != std::floor(read)) return fallback;
    return static_cast<std::size_t>(read);
}

namespace {
template <int N>
glm::vec<N, float> vec(const Json& value, glm::vec<N, float> fallback) {
    if (!value.is_array() || value.size() < static_cast<std::size_t>(N)) return fallback;
    glm::vec<N, float> read = fallback;
    for (int i = 0; i < N; ++i)
        read[i] = number(value[static_cast<std::size_t>(i)], fallback[i]);
    return read;
}
}  // namespace

glm::vec2 vec2(const Json& value, glm::vec2 fallback) {
    return vec<2>(value, fallback);
}
glm::vec3 vec3(const Json& value, glm::vec3 fallback) {
    return vec<3>(value, fallback);
}
glm::vec4 vec4(const Json& value, glm::vec4 fallback) {
    if (value.is_array() && value.size() == 3) return {vec<3>(value, glm::vec3{fallback}), fallback.w};
    return vec<4>(value, fallback);
}

}  // namespace compere::model
