#include <charconv>
#include <cmath>
#include <string>

#include "image/picture.h"

namespace compere::image {
namespace {

// Radiance RGBE, Greg Ward's format: a header of lines, a size line, then rows that are flat or run-length coded by component.
class Reader {
public:
    Reader(std::span<const std::uint8_t> bytes) : bytes_{bytes} {}

    std::string line() {
        std::string out;
        while (at_ < bytes_.size() && bytes_[at_] != '\n' && out.size() < 256) {
            out.push_back(static_cast<char>(bytes_[at_++]));
        }
        ++at_;
        return out;
    }
    bool has(std::size_t count) const { return bytes_.size() >= count && at_ <= bytes_.size() - count; }
    std::uint8_t next() { return bytes_[at_++]; }
    std::uint8_t peek(std::size_t ahead) const { return bytes_[at_ + ahead]; }

private:
    std::span<const std::uint8_t> bytes_;
    std::size_t at_ = 0;
};

bool read_row(Reader& in, int width, std::vector<std::uint8_t>& rgbe) {
    if (!in.has(4)) return false;
    const bool coded = in.peek(0) == 2 && in.peek(1) == 2 && (in.peek(2) << 8 | in.peek(3)) == width && width >= 8;
    if (!coded) {
        if (!in.has(static_cast<std::size_t>(width) * 4)) return false;
        for (auto& value : rgbe) {
            value = in.next();
        }
        return true;
    }
    for (int i = 0; i < 4; ++i) {
        in.next();
    }
    for (std::size_t part = 0; part < 4; ++part) {
        for (std::size_t x = 0; x < static_cast<std::size_t>(width);) {
            if (!in.has(2)) return false;
            const std::uint8_t head = in.next();
            const std::size_t count = head > 128 ? head - 128u : head;
            if (count == 0 || x + count > static_cast<std::size_t>(width)) return false;
            if (head <= 128 && !in.has(count)) return false;
            const std::uint8_t run = head > 128 ? in.next() : std::uint8_t{0};
            for (std::size_t i = 0; i < count; ++i, ++x) {
                rgbe[x * 4 + part] = head > 128 ? run : in.next();
            }
        }
    }
    return true;
}

}  // namespace

core::Result<Panorama> load_hdr(const std::filesystem::path& file) {
    const auto bytes = read_file(file, std::size_t{128} << 20);
    if (!bytes) return bytes.error();
    Reader in{*bytes};
    if (in.line().substr(0, 2) != "#?") return core::fail("{}: not a Radiance .hdr picture", file.string());
    for (int i = 0; i < 64; ++i) {
        if (in.line().empty()) break;
    }
    const std::string size = in.line();
    int width = 0, height = 0;
    if (std::sscanf(size.c_str(), "-Y %d +X %d", &height, &width) != 2 || width <= 0 || height <= 0 || width > kMaxSide || height > kMaxSide / 2) {
        return core::fail("{}: the size \"{}\" is not one this can read", file.string(), size);
    }
    Panorama out{width, height, {}};
    out.linear_rgb.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
    std::vector<std::uint8_t> row(static_cast<std::size_t>(width) * 4);
    for (int y = 0; y < height; ++y) {
        if (!read_row(in, width, row)) return core::fail("{}: ends or is damaged in row {}", file.string(), y);
        for (std::size_t x = 0; x < row.size(); x += 4) {
            const float scale = row[x + 3] == 0 ? 0.0f : std::ldexp(1.0f, row[x + 3] - 136);
            for (std::size_t c = 0; c < 3; ++c) {
                out.linear_rgb.push_back(static_cast<float>(row[x + c]) * scale);
            }
        }
    }
    return out;
}

}  // namespace compere::image
