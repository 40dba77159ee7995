#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/check.h"
#include "image/picture.h"

namespace compere::image {
namespace {

// Which pixels of a line make one pixel of the new line: a triangle as wide as the larger of the two pixels, on each side.
struct Taps {
    int first = 0;
    std::vector<float> weights;  // sum 1
};

std::vector<Taps> taps(int from, int to, int first, int count) {
    const float step = static_cast<float>(from) / static_cast<float>(to), reach = std::max(1.0f, step);
    std::vector<Taps> out(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        const float centre = (static_cast<float>(first + i) + 0.5f) * step - 0.5f;
        Taps& t = out[static_cast<std::size_t>(i)];
        t.first = std::clamp(static_cast<int>(std::ceil(centre - reach)), 0, from - 1);
        const int last = std::clamp(static_cast<int>(std::floor(centre + reach)), 0, from - 1);
        float sum = 0;
        for (int k = t.first; k <= last; ++k) {
            t.weights.push_back(std::max(0.0f, 1 - std::abs(static_cast<float>(k) - centre) / reach));
            sum += t.weights.back();
        }
        if (sum <= 0) t.weights.assign(1, sum = 1);
        for (float& w : t.weights) {
            w /= sum;
        }
    }
    return out;
}

}  // namespace

std::vector<std::uint8_t> resized(std::span<const std::uint8_t> in, int width_px, int height_px, int to_width_px, int to_height_px, std::optional<Part> part) {
    const Part shown = part.value_or(Part{0, 0, to_width_px, to_height_px});
    COMPERE_CHECK(width_px > 0 && height_px > 0 && shown.x >= 0 && shown.y >= 0 && shown.width_px > 0 && shown.height_px > 0);
    COMPERE_CHECK(shown.x + shown.width_px <= to_width_px && shown.y + shown.height_px <= to_height_px);
    COMPERE_CHECK(in.size() >= static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px) * 4);
    const auto columns = taps(width_px, to_width_px, shown.x, shown.width_px), rows = taps(height_px, to_height_px, shown.y, shown.height_px);
    const auto row_length = static_cast<std::size_t>(shown.width_px) * 4;
    // Lines of the picture as wide as the new one, as many as a new line takes: the picture may be far larger than what is shown of it.
    std::size_t most = 1;
    for (const Taps& row : rows) {
        most = std::max(most, row.weights.size());
    }
    std::vector<float> lines(most * row_length);
    std::vector<std::size_t> held(most, std::numeric_limits<std::size_t>::max());
    const auto line = [&](std::size_t y) {
        float* const wide = lines.data() + y % most * row_length;
        if (std::exchange(held[y % most], y) == y) return wide;
        for (std::size_t x = 0; x < columns.size(); ++x) {
            for (std::size_t c = 0; c < 4; ++c) {
                float sum = 0;
                for (std::size_t k = 0; k < columns[x].weights.size(); ++k) {
                    sum += columns[x].weights[k] * static_cast<float>(in[(y * static_cast<std::size_t>(width_px) + static_cast<std::size_t>(columns[x].first) + k) * 4 + c]);
                }
                wide[x * 4 + c] = sum;
            }
        }
        return wide;
    };
    std::vector<std::uint8_t> out(row_length * static_cast<std::size_t>(shown.height_px));
    std::vector<float> sums(row_length);
    for (std::size_t y = 0; y < rows.size(); ++y) {
        std::fill(sums.begin(), sums.end(), 0.0f);
        for (std::size_t k = 0; k < rows[y].weights.size(); ++k) {
            const float* const wide = line(static_cast<std::size_t>(rows[y].first) + k);
            for (std::size_t i = 0; i < row_length; ++i) {
                sums[i] += rows[y].weights[k] * wide[i];
            }
        }
        for (std::size_t i = 0; i < row_length; ++i) {
            out[y * row_length + i] = static_cast<std::uint8_t>(std::clamp(std::lround(sums[i]), 0l, 255l));
        }
    }
    return out;
}

Picture halved(const Picture& picture) {
    Picture out{std::max(1, picture.width_px / 2), std::max(1, picture.height_px / 2), {}};
    out.rgba.resize(static_cast<std::size_t>(out.width_px) * static_cast<std::size_t>(out.height_px) * 4);
    const auto at = [&](int x, int y, std::size_t c) {
        const auto pixel = static_cast<std::size_t>(std::min(y, picture.height_px - 1)) * static_cast<std::size_t>(picture.width_px) + static_cast<std::size_t>(std::min(x, picture.width_px - 1));
        return static_cast<unsigned>(picture.rgba[pixel * 4 + c]);
    };
    std::size_t next = 0;
    for (int y = 0; y < out.height_px; ++y) {
        for (int x = 0; x < out.width_px; ++x) {
            for (std::size_t c = 0; c < 4; ++c) {
                out.rgba[next++] = static_cast<std::uint8_t>((at(2 * x, 2 * y, c) + at(2 * x + 1, 2 * y, c) + at(2 * x, 2 * y + 1, c) + at(2 * x + 1, 2 * y + 1, c) + 2) / 4);
            }
        }
    }
    return out;
}

}  // namespace compere::image
