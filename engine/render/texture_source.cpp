#include "render/texture_source.h"

#include <algorithm>
#include <numeric>

#include "core/log.h"

namespace compere::render {

core::Result<TextureSource> TextureSource::create(const model::Model& model) {
    TextureSource out{model};
    std::vector<std::int64_t> texels;
    for (const model::Image& image : model.images) {
        texels.push_back(image::pixels_of(image.encoded));
    }
    std::int64_t all = std::accumulate(texels.begin(), texels.end(), std::int64_t{0});
    if (all > kMostDecoded) return core::fail("{}: its textures hold {} million pixels, at most {} are read", model.file, all / 1'000'000, kMostDecoded / 1'000'000);
    if (all > kMostTexels) core::warn({"textures-halved"}, "{}: its textures hold {} million pixels; the largest are halved", model.file, all / 1'000'000);
    while (all > kMostTexels) {
        const auto largest = std::max_element(texels.begin(), texels.end());
        all -= *largest - *largest / 4;
        *largest /= 4;
        ++out.halvings_[static_cast<std::size_t>(largest - texels.begin())];
    }
    return out;
}

core::Result<image::Picture> TextureSource::decode(std::size_t index) const {
    const model::Image& image = model_->images[index];
    if (image.encoded.empty()) {
        core::warn({"texture-missing"}, "{}: the texture {} is not there", model_->file, image.name);
        return image::Picture{1, 1, {255, 255, 255, 255}};
    }
    auto picture = image::decode(image.encoded, model_->file + ": texture " + image.name);
    for (int i = 0; i < halvings_[index] && picture; ++i) {
        picture = image::halved(*picture);
    }
    return picture;
}

}  // namespace compere::render
