#pragma once

#include <vector>

#include "core/error.h"
#include "image/picture.h"
#include "model/model.h"

namespace compere::render {

// The pictures of a model, decoded one at a time so that no more than one is held besides what became of them. Together they are at most
// kMostTexels: of a model that has more, the largest are halved until it fits.
class TextureSource {
public:
    static constexpr std::int64_t kMostTexels = std::int64_t{96} << 20;   // 512 MiB with their mip levels
    static constexpr std::int64_t kMostDecoded = std::int64_t{384} << 20;  // to halve them they are decoded first: some 5 s

    // Fails where the pictures are more than kMostDecoded.
    static core::Result<TextureSource> create(const model::Model& model);  // borrowed

    std::size_t size() const { return halvings_.size(); }
    // A damaged picture is an error; one that the file names but does not have is white, with a warning.
    core::Result<image::Picture> decode(std::size_t image) const;

private:
    explicit TextureSource(const model::Model& model) : model_{&model}, halvings_(model.images.size(), 0) {}
    const model::Model* model_;
    std::vector<int> halvings_;
};

}  // namespace compere::render
