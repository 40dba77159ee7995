#include "room/canvas_view.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <iterator>
#include <utility>

#include "media/live_input.h"

namespace compere::room {
namespace {

constexpr std::int64_t kMostStillPixels = std::int64_t{64} << 20;  // of all images of a layout: 256 MiB
constexpr double kCardEnter_s = 0.32;  // cubic out: opacity follows 1 − (1 − t)³

// Only what the canvas shows of it: a layer may be larger, or lie outside.
composite::Artwork still_artwork(const image::Picture& picture, composite::Scale scale, float x, float y, float width) {
    const float k = scale.factor();
    const auto pixels = [&](float value) { return static_cast<int>(std::lround(value * k)); };
    const float shown = width > 0 ? width : static_cast<float>(picture.width_px);
    const int wide = std::max(1, pixels(shown)), high = std::max(1, pixels(shown * static_cast<float>(picture.height_px) / static_cast<float>(picture.width_px)));
    const int left = pixels(std::max(0.0f, x)), top = pixels(std::max(0.0f, y));
    const image::Part part{0, 0, std::clamp(scale.width_px - left, 1, wide), std::clamp(scale.height_px - top, 1, high)};
    return {left, top, part.width_px, part.height_px, image::resized(image::premultiplied_bgra(picture), picture.width_px, picture.height_px, wide, high, part)};
}

struct Place {
    float x, y;
};
Place place_of(const show::Layer& layer) { return layer.at ? Place{(*layer.at)[0], (*layer.at)[1]} : Place{-1, -1}; }

bool shows(const show::Layer& card_layer, const signal::CardPlan& card) { return card_layer.value == "current" || card_layer.value == card.sku; }

render::Camera camera_of(const show::Camera& camera) {
    return {{camera.at_m[0], camera.at_m[1], camera.at_m[2]}, {camera.look_at_m[0], camera.look_at_m[1], camera.look_at_m[2]}, camera.fov_deg};
}

}  // namespace

core::Result<CanvasView> CanvasView::create(const show::Show& show, const show::Canvas& canvas, gfx::Executor wanted, std::vector<SourceSpec>& sources) {
    const auto camera = std::find_if(show.stage.cameras.begin(), show.stage.cameras.end(), [&](const show::Camera& c) { return c.name == canvas.camera; });
    auto executor = CanvasExecutor::create(wanted, camera_of(*camera), canvas.width_px, canvas.height_px, show.label);
    if (!executor) return executor.error();
    CanvasView out{canvas, std::move(*executor)};
    out.layers_ = show.layouts.at(canvas.layout);
    std::int64_t still_pixels = 0;
    const composite::Scale scale = out.executor_->compositor().scale();
    for (std::size_t i = 0; i < out.layers_.size(); ++i) {
        const show::Layer& layer = out.layers_[i];
        out.has_stage_ = out.has_stage_ || layer.kind == show::Layer::Kind::Stage;
        if (layer.kind == show::Layer::Kind::Clip || layer.kind == show::Layer::Kind::Input) {
            const auto use = use_source(layer, scale.factor(), scale.is_portrait() ? 1080.0f : 1920.0f, wanted == gfx::Executor::Gl, sources);
            if (!use) return core::fail("{}:{}:{}: {}", show.file.string(), layer.mark.line, layer.mark.column, use.error().message);
            out.shown_[i].use = *use;
        }
        const std::string& still = layer.kind == show::Layer::Kind::Image ? layer.value : layer.fallback;
        if (still.empty() || out.stills_.count(still) > 0) continue;
        auto picture = image::load(still);
        if (!picture) return picture.error();
        still_pixels += std::int64_t{picture->width_px} * picture->height_px;
        if (still_pixels > kMostStillPixels) {
            return core::fail("{}:{}:{}: with {} the images of the layout {} hold over {} million pixels", show.file.string(), layer.mark.line, layer.mark.column, still, canvas.layout,
                              kMostStillPixels / 1'000'000);
        }
        out.stills_.emplace(still, std::move(*picture));
    }
    out.camera_at_ = {camera->at_m[0], camera->at_m[1], camera->at_m[2]};
    return out;
}

core::Status CanvasView::draw_stage(render::Stage& stage) {
    if (!has_stage_) return {};
    return executor_->draw_stage(stage);
}

// What a layer shows: its place in the show file, and the words of the tick. Valid until the next call; keeps its memory.
const std::string& CanvasView::key_of(const show::Layer& layer, std::initializer_list<std::string_view> words) {
    key_.clear();
    fmt::format_to(std::back_inserter(key_), "{}:{}", layer.mark.line, layer.mark.column);
    for (const std::string_view word : words) {
        key_ += '\0';
        key_ += word;
    }
    return key_;
}

const std::string& CanvasView::key_of(const show::Layer& layer, const signal::CardPlan& card) {
    return key_of(layer, {card.sku, card.title, card.symbol, card.price, card.unit, card.base_price, card.base_meaning, card.stock});
}

void CanvasView::add_jobs(const signal::Upcoming& upcoming, std::size_t canvas, std::vector<ArtworkJob>& out) {
    const composite::Scale scale = executor_->compositor().scale();
    std::vector<std::string> asked;
    const auto has = [](const std::vector<std::string>& keys, const std::string& key) { return std::find(keys.begin(), keys.end(), key) != keys.end(); };
    const auto add = [&](const std::string& key, std::function<composite::Artwork()> draw) {
        if (has(asked, key)) return;
        asked.push_back(key);
        if (has(asked_, key) || executor_->compositor().cache().has(key)) return;
        out.push_back({canvas, key, std::move(draw)});
    };
    for (const show::Layer& layer : layers_) {
        const Place at = place_of(layer);
        if (upcoming.card && layer.kind == show::Layer::Kind::Card && shows(layer, *upcoming.card)) {
            add(key_of(layer, *upcoming.card), [card = *upcoming.card, scale, at, width = layer.width] { return composite::draw_card(card, scale, at.x, at.y, width); });
        }
        for (const signal::CaptionPlan& caption : upcoming.captions) {
            if (layer.kind != show::Layer::Kind::Caption || caption.anchor != layer.value) continue;
            add(key_of(layer, {caption.text}), [text = caption.text, scale, at] { return composite::draw_caption(text, scale, at.x, at.y); });
        }
    }
    asked_ = std::move(asked);
}

void CanvasView::take(const DrawnArtwork& drawn) {
    composite::LayerCache& cache = executor_->compositor().cache();
    if (!cache.has(drawn.key)) cache.add(drawn.key, drawn.artwork);
}

void CanvasView::draw_layer(const show::Layer& layer, int slot, const signal::FramePlan& plan, core::FrameRate rate) {
    composite::Compositor& compositor = executor_->compositor();
    const composite::Scale scale = compositor.scale();
    const auto [x, y] = place_of(layer);
    switch (layer.kind) {
        case show::Layer::Kind::Stage:
        case show::Layer::Kind::Clip:
        case show::Layer::Kind::Input: return;
        case show::Layer::Kind::Image:
            compositor.draw(compositor.cache().get(key_of(layer), [&] { return still_artwork(stills_.at(layer.value), scale, x, y, layer.width); }), layer.opacity, slot);
            return;
        case show::Layer::Kind::Text:
            compositor.draw(compositor.cache().get(key_of(layer), [&] { return composite::draw_words(layer.value, layer.size, scale, x, y); }), layer.opacity, slot);
            return;
        case show::Layer::Kind::Card: {
            if (!plan.card || !shows(layer, *plan.card)) return;
            const signal::CardPlan& card = *plan.card;
            const composite::Layer& drawn = compositor.cache().get(key_of(layer, card), [&] { return composite::draw_card(card, scale, x, y, layer.width); });
            const double age = rate.seconds(plan.tick - card.shown_since + 1) / kCardEnter_s;
            const double rest = 1 - std::clamp(age, 0.0, 1.0);
            compositor.draw(drawn, layer.opacity * static_cast<float>(1 - rest * rest * rest), slot);
            return;
        }
        case show::Layer::Kind::Caption:
            for (const signal::CaptionPlan& caption : plan.captions) {
                if (caption.anchor != layer.value) continue;
                compositor.draw(compositor.cache().get(key_of(layer, {caption.text}), [&] { return composite::draw_caption(caption.text, scale, x, y); }), layer.opacity, slot);
            }
            return;
    }
}

void CanvasView::draw_source(std::size_t index, int slot, std::span<const signal::SourceTick> sources) {
    const show::Layer& layer = layers_[index];
    Shown& shown = shown_.at(index);
    composite::Compositor& compositor = executor_->compositor();
    const SourceUse& use = shown.use;
    const bool is_there = use.source < sources.size() && use.view < sources[use.source].pictures.size();
    if (const signal::LayerPicturePtr picture = is_there ? sources[use.source].pictures[use.view] : nullptr) {
        const auto centred = [](int box, int inside) { return (box - inside) / 4 * 2; };
        compositor.cache().put(picture, use.x + centred(use.width_px, picture->width_px), use.y + centred(use.height_px, picture->height_px), shown.picture);
        compositor.draw(shown.picture, layer.opacity, slot);
    } else if (!layer.fallback.empty()) {
        const auto fitted = [&] {
            // Inside the box with its own shape, as the input's picture is.
            const image::Picture& still = stills_.at(layer.fallback);
            const float k = compositor.scale().factor(), shape = static_cast<float>(still.width_px) / static_cast<float>(still.height_px);
            const float width = std::min(static_cast<float>(use.width_px), static_cast<float>(use.height_px) * shape), height = width / shape;
            const float x = static_cast<float>(use.x) + (static_cast<float>(use.width_px) - width) / 2, y = static_cast<float>(use.y) + (static_cast<float>(use.height_px) - height) / 2;
            return still_artwork(still, compositor.scale(), x / k, y / k, width / k);
        };
        compositor.draw(compositor.cache().get(key_of(layer), fitted), layer.opacity, slot);
    }
}

std::shared_ptr<signal::VideoFrame> CanvasView::take_free_frame() {
    // Pictures travel to the encoder and come back: the first that nobody else holds is written again.
    auto free = std::find_if(frames_.begin(), frames_.end(), [](const auto& frame) { return frame.use_count() == 1; });
    std::atomic_thread_fence(std::memory_order_acquire);  // pairs with the encoder's release of its pointer
    if (free == frames_.end()) free = frames_.insert(frames_.end(), std::make_shared<signal::VideoFrame>());
    return *free;
}

void CanvasView::composite(const signal::FramePlan& plan, core::FrameRate rate, std::span<const signal::SourceTick> sources) {
    executor_->begin();
    int slot = composite::Compositor::kFirstSlot;
    for (std::size_t i = 0; i < layers_.size(); ++i, ++slot) {
        if (shown_.count(i) > 0) {
            draw_source(i, slot, sources);
        } else {
            draw_layer(layers_[i], slot, plan, rate);
        }
    }
    composite::Compositor& compositor = executor_->compositor();
    if (plan.clap) compositor.draw_clap();
    compositor.draw_label();
    is_still_ = frame_ && compositor.is_unchanged();
    if (is_still_) {
        ++still_ticks_;
        return;
    }
    frame_.reset();
    frame_ = take_free_frame();
    compositor.compose(*frame_);
}

signal::VideoFramePtr CanvasView::read() {
    if (!is_still_) executor_->compositor().finish(*frame_);
    return frame_;
}

namespace {

// An input's address may hold its key.
std::string public_name(const show::Layer& layer) {
    return fmt::format("{} {}", show::name(layer.kind), layer.kind == show::Layer::Kind::Input ? media::public_name(layer.value) : layer.value);
}

}  // namespace

std::vector<CanvasView::Cost> CanvasView::costs() const {
    using composite::Compositor;
    const std::vector<composite::LayerCost>& costs = executor_->compositor().costs();
    std::vector<Cost> out;
    for (std::size_t slot = 0; slot < costs.size(); ++slot) {
        static constexpr const char* kOwn[Compositor::kFirstSlot] = {"still stage", "figures", "label", "clap"};
        const std::size_t layer = slot - Compositor::kFirstSlot;
        if (costs[slot].pixels == 0) continue;
        out.push_back({slot < Compositor::kFirstSlot ? kOwn[slot] : public_name(layers_[layer]), costs[slot].pixels, costs[slot].ns});
    }
    return out;
}

}  // namespace compere::room
