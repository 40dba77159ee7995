#pragma once

#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace compere::test {

// Bytes for a hand-made glTF, and the same as a data URI.
struct Blob {
    std::vector<std::uint8_t> bytes;

    template <class T>
    Blob& add(std::initializer_list<T> values) {
        for (const T value : values) {
            const std::size_t at = bytes.size();
            bytes.resize(at + sizeof value);
            std::memcpy(bytes.data() + at, &value, sizeof value);
        }
        return *this;
    }

    std::string uri() const {
        static constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        std::string out = "data:application/octet-stream;base64,";
        for (std::size_t i = 0; i < bytes.size(); i += 3) {
            std::uint32_t bits = 0;
            for (std::size_t k = 0; k < 3; ++k)
                bits = bits << 8 | (i + k < bytes.size() ? bytes[i + k] : 0u);
            for (std::size_t k = 0; k < 4; ++k)
                out += i + k <= bytes.size() ? kDigits[bits >> (18 - 6 * k) & 63u] : '=';
        }
        return out;
    }
};

// A file in a folder of its own under the system's temporary folder; removed at the end.
class TempFile {
public:
    TempFile(const std::string& name, const std::string& content) {
        static int number = 0;
        folder_ = std::filesystem::temp_directory_path() /
                  ("compere_test_" + std::to_string(::getpid()) + "_" + std::to_string(number++));
        std::filesystem::create_directories(folder_);
        path_ = folder_ / name;
        std::ofstream{path_, std::ios::binary} << content;
    }
    TempFile(const TempFile&) = delete;
    TempFile& operator=(const TempFile&) = delete;
    ~TempFile() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }
    const std::filesystem::path& folder() const { return folder_; }

private:
    std::filesystem::path folder_, path_;
};

}  // namespace compere::test
