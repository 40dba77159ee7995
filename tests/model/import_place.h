#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "gltf_text.h"

namespace compere::test {

inline void write_file(const std::filesystem::path& file, const std::string& content) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream{file, std::ios::binary} << content;
}

inline std::string read_text(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

// A cache of one test's own; the environment names it until the end.
class OwnCache {
public:
    OwnCache() : file_{"unused", ""} { setenv("COMPERE_CACHE", file_.folder().c_str(), 1); }
    ~OwnCache() { unsetenv("COMPERE_CACHE"); }
    OwnCache(const OwnCache&) = delete;
    OwnCache& operator=(const OwnCache&) = delete;

    std::filesystem::path folder() const { return file_.folder() / "models"; }
    std::vector<std::filesystem::path> entries() const {
        std::vector<std::filesystem::path> out;
        std::error_code none;
        for (const auto& entry : std::filesystem::directory_iterator{folder(), none})
            out.push_back(entry.path());
        return out;
    }

private:
    TempFile file_;
};

// A triangle whose buffer and picture lie beside it.
inline const char* const kTriangle =
    R"({"asset":{"version":"2.0"},"nodes":[{"name":"one","mesh":0}],"meshes":[{"primitives":[{"attributes":{"POSITION":0},"material":0}]}],
  "materials":[{"pbrMetallicRoughness":{"baseColorTexture":{"index":0}}}],"textures":[{"source":0}],"images":[{"uri":"skin.png"}],
  "accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3"}],"bufferViews":[{"buffer":0,"byteLength":36}],"buffers":[{"byteLength":36,"uri":"points.bin"}]})";

inline std::string triangle_points(float x) {
    Blob blob;
    blob.add<float>({x, 0, 0, 1, 0, 0, 0, 1, 0});
    return {blob.bytes.begin(), blob.bytes.end()};
}

}  // namespace compere::test
