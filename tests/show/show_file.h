#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "show/load_show.h"

namespace compere::test {

// A folder of its own that goes away with it.
class Folder {
public:
    Folder() : path_{std::filesystem::temp_directory_path() / ("compere-show-" + std::to_string(getpid()))} { std::filesystem::create_directories(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }
    std::filesystem::path write(const std::string& name, const std::string& text) const {
        std::ofstream{path_ / name, std::ios::binary} << text;
        return path_ / name;
    }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

inline const char* const kGoods = "sku,title,price,stock,unit\nTEA,龙井,19.90,320,罐\nCUP,盖碗,89,,\n";

// The smallest show, with more keys put behind it.
inline std::string small_show(const std::string& more = {}) {
    return "show: small\n"
           "anchors:\n"
           "  tang: { model: tang.vrm }\n"
           "rundown:\n"
           "  - say: [ \"hello\" ]\n" +
           more;
}

inline core::Result<show::Show> load_text(const std::string& yaml) {
    const Folder folder;
    folder.write("goods.csv", kGoods);
    return show::load_show(folder.write("show.yaml", yaml));
}

// The error without the folder: "show.yaml:3:5: …".
inline std::string fault(const std::string& yaml) {
    const auto show = load_text(yaml);
    if (show) return "";
    const std::size_t at = show.error().message.find("show.yaml");
    return at == std::string::npos ? show.error().message : show.error().message.substr(at);
}

}  // namespace compere::test
