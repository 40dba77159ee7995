#include "media/input_views.h"

#include <gst/gst.h>
#include <gst/video/video.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>

#include <fmt/format.h>

namespace compere::media {
namespace {

struct Format {
    const char* name;
    GstVideoFormat gst;
    AVPixelFormat av;
};
constexpr std::array kFormats{
    Format{"NV12", GST_VIDEO_FORMAT_NV12, AV_PIX_FMT_NV12},   Format{"I420", GST_VIDEO_FORMAT_I420, AV_PIX_FMT_YUV420P},   Format{"YUY2", GST_VIDEO_FORMAT_YUY2, AV_PIX_FMT_YUYV422},
    Format{"UYVY", GST_VIDEO_FORMAT_UYVY, AV_PIX_FMT_UYVY422}, Format{"Y42B", GST_VIDEO_FORMAT_Y42B, AV_PIX_FMT_YUV422P},   Format{"Y444", GST_VIDEO_FORMAT_Y444, AV_PIX_FMT_YUV444P},
    Format{"I420_10LE", GST_VIDEO_FORMAT_I420_10LE, AV_PIX_FMT_YUV420P10LE}, Format{"A420", GST_VIDEO_FORMAT_A420, AV_PIX_FMT_YUVA420P}, Format{"BGRA", GST_VIDEO_FORMAT_BGRA, AV_PIX_FMT_BGRA},
    Format{"RGBA", GST_VIDEO_FORMAT_RGBA, AV_PIX_FMT_RGBA},   Format{"BGRx", GST_VIDEO_FORMAT_BGRx, AV_PIX_FMT_BGR0},      Format{"RGBx", GST_VIDEO_FORMAT_RGBx, AV_PIX_FMT_RGB0},
    Format{"BGR", GST_VIDEO_FORMAT_BGR, AV_PIX_FMT_BGR24},    Format{"RGB", GST_VIDEO_FORMAT_RGB, AV_PIX_FMT_RGB24},       Format{"GRAY8", GST_VIDEO_FORMAT_GRAY8, AV_PIX_FMT_GRAY8}};

}  // namespace

InputViews::InputViews(std::vector<InputWish::Box> boxes, bool as_bgra) : as_bgra_{as_bgra} {
    for (const InputWish::Box& box : boxes) {
        views_.push_back({box});
    }
}

std::string InputViews::caps() {
    std::string names;
    for (const Format& format : kFormats) {
        names += (names.empty() ? "" : ",") + std::string{format.name};
    }
    return "video/x-raw,format={" + names + "}";
}

bool InputViews::fill_frame(GstVideoFrame& mapped, std::string& failure) {
    const GstVideoInfo& info = mapped.info;
    const auto known = std::find_if(kFormats.begin(), kFormats.end(), [&](const Format& f) { return f.gst == GST_VIDEO_INFO_FORMAT(&info); });
    if (GST_VIDEO_INFO_WIDTH(&info) > kLargestSide_px || GST_VIDEO_INFO_HEIGHT(&info) > kLargestSide_px) {
        failure = fmt::format("its pictures of {}x{} are larger than {} pixels a side", GST_VIDEO_INFO_WIDTH(&info), GST_VIDEO_INFO_HEIGHT(&info), kLargestSide_px);
        return false;
    }
    if (known == kFormats.end()) return false;
    frame_->format = known->av;
    frame_->width = GST_VIDEO_INFO_WIDTH(&info);
    frame_->height = GST_VIDEO_INFO_HEIGHT(&info);
    frame_->color_range = info.colorimetry.range == GST_VIDEO_COLOR_RANGE_0_255 && GST_VIDEO_INFO_IS_YUV(&info) ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
    switch (info.colorimetry.matrix) {
        case GST_VIDEO_COLOR_MATRIX_BT709: frame_->colorspace = AVCOL_SPC_BT709; break;
        case GST_VIDEO_COLOR_MATRIX_BT601: frame_->colorspace = AVCOL_SPC_SMPTE170M; break;
        case GST_VIDEO_COLOR_MATRIX_BT2020: frame_->colorspace = AVCOL_SPC_BT2020_NCL; break;
        default: frame_->colorspace = AVCOL_SPC_UNSPECIFIED; break;
    }
    for (guint plane = 0; plane < GST_VIDEO_FRAME_N_PLANES(&mapped); ++plane) {
        frame_->data[plane] = static_cast<std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&mapped, plane));
        frame_->linesize[plane] = GST_VIDEO_FRAME_PLANE_STRIDE(&mapped, plane);
    }
    return true;
}

// Pictures of which none was needed for so long that a few remain.
void InputViews::View::free_what_nobody_needs() {
    constexpr int kWatched = 128;
    constexpr std::ptrdiff_t kSpare = 4;
    const auto is_free = [](const auto& p) { return p.use_count() == 1; };
    least_free = std::min(least_free, static_cast<std::size_t>(std::count_if(pool.begin(), pool.end(), is_free)));
    if (++watched < kWatched) return;
    auto surplus = static_cast<std::ptrdiff_t>(least_free) - kSpare;
    std::erase_if(pool, [&](const auto& p) { return is_free(p) && surplus-- > 0; });
    least_free = SIZE_MAX;
    watched = 0;
}

signal::LayerPicturePtr InputViews::make_view(View& view, double shape) {
    const InputWish::Box& wanted = view.box;
    const auto even = [](double px) { return std::max(2, static_cast<int>(std::lround(px / 2)) * 2); };
    const int width = std::min(wanted.width_px, even(wanted.height_px * shape)), height = std::min(wanted.height_px, even(wanted.width_px / shape));
    if (!view.scaler || view.width_px != width || view.height_px != height) {
        view.scaler.emplace(width, height, as_bgra_ ? LayerForm::Bgra : LayerForm::Nv12, Turn::None);
        view.width_px = width;
        view.height_px = height;
        view.pool.clear();
    }
    view.free_what_nobody_needs();
    auto free = std::find_if(view.pool.begin(), view.pool.end(), [](const auto& p) { return p.use_count() == 1; });
    if (free == view.pool.end()) free = view.pool.insert(view.pool.end(), std::make_shared<signal::LayerPicture>());
    std::atomic_thread_fence(std::memory_order_acquire);  // pairs with the release of whoever held it last
    const std::shared_ptr<signal::LayerPicture> picture = *free;
    if (!view.scaler->scale(*frame_, *picture)) return nullptr;
    picture->content = ++contents_;
    return picture;
}

std::optional<std::vector<signal::LayerPicturePtr>> InputViews::make(GstSample& sample, std::string& failure) {
    GstVideoInfo info;
    GstVideoFrame mapped;
    if (gst_video_info_from_caps(&info, gst_sample_get_caps(&sample)) == 0) return std::nullopt;
    if (gst_video_frame_map(&mapped, &info, gst_sample_get_buffer(&sample), GST_MAP_READ) == 0) return std::nullopt;
    std::optional<std::vector<signal::LayerPicturePtr>> out;
    if (fill_frame(mapped, failure)) {
        out.emplace();
        const double pixel_shape = std::clamp(static_cast<double>(std::max(1, info.par_n)) / std::max(1, info.par_d), 0.1, 10.0);
        for (View& view : views_) {
            out->push_back(make_view(view, pixel_shape * info.width / std::max(1, info.height)));
        }
    }
    gst_video_frame_unmap(&mapped);
    return out;
}

}  // namespace compere::media
