#include <algorithm>
#include <cmath>

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
    std::vector<float> wide(row_length * static_cast<std::size_t>(height_px));
    for (std::size_t y = 0; y < static_cast<std::size_t>(height_px); ++y) {
        for (std::size_t x = 0; x < columns.size(); ++x) {
            for (std::size_t c = 0; c < 4; ++c) {
                float sum = 0;
                for (std::size_t k = 0; k < columns[x].weights.size(); ++k) {
                    sum += columns[x].weights[k] * static_cast<float>(in[(y * static_cast<std::size_t>(width_px) + static_cast<std::size_t>(columns[x].first) + k) * 4 + c]);
                }
                wide[y * row_length + x * 4 + c] = sum;
            }
        }
    }
    std::vector<std::uint8_t> out(row_length * static_cast<std::size_t>(shown.height_px));
    for (std::size_t y = 0; y < rows.size(); ++y) {
        for (std::size_t i = 0; i < row_length; ++i) {
            float sum = 0;
            for (std::size_t k = 0; k < rows[y].weights.size(); ++k) {
                sum += rows[y].weights[k] * wide[(static_cast<std::size_t>(rows[y].first) + k) * row_length + i];
            }
            out[y * row_length + i] = static_cast<std::uint8_t>(std::clamp(std::lround(sum), 0l, 255l));
        }
    }
    return out;
}

}  // namespace compere::image
