#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

namespace compere::audio {

// In-place transforms of one power-of-two size, tables computed once. Any thread, as long as each has its own data.
class Fft {
public:
    explicit Fft(std::size_t size);  // a power of two

    std::size_t size() const { return twiddles_.size() * 2; }
    void forward(std::span<std::complex<float>> data) const;  // data.size() == size()

private:
    std::vector<std::complex<float>> twiddles_;
};

}  // namespace compere::audio
