#include "audio/fft.h"

#include <bit>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/check.h"

namespace compere::audio {

Fft::Fft(std::size_t size) : twiddles_(size / 2) {
    COMPERE_CHECK(size >= 2 && std::has_single_bit(size));
    for (std::size_t i = 0; i < twiddles_.size(); ++i) {
        const double angle = -2.0 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(size);
        twiddles_[i] = {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle))};
    }
}

void Fft::forward(std::span<std::complex<float>> data) const {
    const std::size_t n = size();
    COMPERE_CHECK(data.size() == n);
    for (std::size_t i = 1, j = 0; i < n; ++i) {
        std::size_t bit = n >> 1;
        for (; (j & bit) != 0; bit >>= 1)
            j ^= bit;
        j |= bit;
        if (i < j) std::swap(data[i], data[j]);
    }
    for (std::size_t half = 1; half < n; half *= 2) {
        const std::size_t stride = n / (2 * half);
        for (std::size_t begin = 0; begin < n; begin += 2 * half) {
            for (std::size_t k = 0; k < half; ++k) {
                const std::complex<float> a = data[begin + k];
                const std::complex<float> b = data[begin + k + half];
                const std::complex<float> w = twiddles_[k * stride];
                const std::complex<float> turned{b.real() * w.real() - b.imag() * w.imag(),
                                                 b.real() * w.imag() + b.imag() * w.real()};
                data[begin + k] = a + turned;
                data[begin + k + half] = a - turned;
            }
        }
    }
}

}  // namespace compere::audio
