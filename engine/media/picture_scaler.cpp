#include "media/picture_scaler.h"

#include <algorithm>
#include <cstring>

extern "C" {
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
}

namespace compere::media {
namespace {

// A plane of `step` bytes a pixel, turned upright: pixel (x, y) of the result comes from where it lay in the stored one.
void copy_turned(const std::uint8_t* from, std::ptrdiff_t pitch, int width, int height, Turn turn, int step, std::uint8_t* to, std::ptrdiff_t to_pitch) {
    const auto bytes = static_cast<std::size_t>(step);
    for (int y = 0; y < height; ++y) {
        std::uint8_t* row = to + y * to_pitch;
        if (turn == Turn::None) {
            std::memcpy(row, from + y * pitch, static_cast<std::size_t>(width) * bytes);
            continue;
        }
        for (int x = 0; x < width; ++x, row += step) {
            const std::uint8_t* pixel = nullptr;
            if (turn == Turn::Half) pixel = from + (height - 1 - y) * pitch + std::ptrdiff_t{width - 1 - x} * step;
            if (turn == Turn::Right) pixel = from + (width - 1 - x) * pitch + std::ptrdiff_t{y} * step;
            if (turn == Turn::Left) pixel = from + x * pitch + std::ptrdiff_t{height - 1 - y} * step;
            std::memcpy(row, pixel, bytes);
        }
    }
}

// Rounded product of a code value and an alpha, both 0…255.
std::uint8_t times(unsigned value, unsigned alpha) {
    return static_cast<std::uint8_t>((value * alpha + 127) / 255);
}

int matrix_of(const AVFrame& frame) {
    if (frame.colorspace == AVCOL_SPC_BT709) return SWS_CS_ITU709;
    if (frame.colorspace == AVCOL_SPC_BT2020_NCL || frame.colorspace == AVCOL_SPC_BT2020_CL) return SWS_CS_BT2020;
    if (frame.colorspace != AVCOL_SPC_UNSPECIFIED) return SWS_CS_ITU601;
    return frame.height >= 720 || frame.width >= 1280 ? SWS_CS_ITU709 : SWS_CS_ITU601;  // what players assume of files that do not say
}

bool has_alpha(int format) {
    const AVPixFmtDescriptor* description = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(format));
    return description != nullptr && (description->flags & AV_PIX_FMT_FLAG_ALPHA) != 0;
}

// The old names of full-range formats: swscale warns of them, and reads their range from the name.
int without_full_range_name(int format) {
    switch (format) {
        case AV_PIX_FMT_YUVJ420P: return AV_PIX_FMT_YUV420P;
        case AV_PIX_FMT_YUVJ422P: return AV_PIX_FMT_YUV422P;
        case AV_PIX_FMT_YUVJ444P: return AV_PIX_FMT_YUV444P;
        case AV_PIX_FMT_YUVJ440P: return AV_PIX_FMT_YUV440P;
        default: return format;
    }
}

void premultiply_bgra(std::vector<std::uint8_t>& bgra) {
    for (std::size_t i = 0; i + 3 < bgra.size(); i += 4) {
        const unsigned alpha = bgra[i + 3];
        for (std::size_t c = 0; c < 3; ++c) {
            bgra[i + c] = times(bgra[i + c], alpha);
        }
    }
}

// Gives chroma its alpha and multiplies. Chroma is sited left, so its alpha is weighted as its colour is: 1-2-1 around the even column.
void premultiply_nv12(signal::LayerPicture& picture) {
    const auto width = static_cast<std::size_t>(picture.width_px), height = static_cast<std::size_t>(picture.height_px);
    for (std::size_t y = 0; y < height; y += 2) {
        for (std::size_t x = 0; x < width; x += 2) {
            const std::uint8_t* const a = &picture.alpha[y * width + x];
            const std::uint8_t* const b = a + width;
            const int left = x == 0 ? a[0] + b[0] : a[-1] + b[-1];
            const auto mean = static_cast<std::uint8_t>((left + 2 * (a[0] + b[0]) + a[1] + b[1] + 4) / 8);
            std::uint8_t* const to = &picture.alpha[width * height + y / 2 * width + x];
            to[0] = to[1] = mean;
        }
    }
    for (std::size_t i = 0; i < picture.nv12.size(); ++i) {
        picture.nv12[i] = times(picture.nv12[i], picture.alpha[i]);
    }
}

}  // namespace

void PictureScaler::FreeSws::operator()(SwsContext* context) const {
    sws_freeContext(context);
}

core::Status PictureScaler::prepare(const AVFrame& frame, int width_px, int height_px, int to_format) {
    const int from_format = without_full_range_name(frame.format), matrix = matrix_of(frame);
    const int range = frame.color_range == AVCOL_RANGE_JPEG || from_format != frame.format ? 1 : 0;
    const Source source{frame.width, frame.height, from_format, matrix, range};
    if (!sws_ || source != source_) {
        const int to_range = to_format == AV_PIX_FMT_BGRA ? 1 : 0;
        sws_.reset(sws_alloc_context());
        // Ranges before it is initialised: it may then choose a short cut that would ignore them later.
        for (const auto& [name, value] : std::initializer_list<std::pair<const char*, int>>{{"srcw", frame.width}, {"srch", frame.height}, {"src_format", from_format}, {"dstw", width_px}, {"dsth", height_px},
                                                                                           {"dst_format", to_format}, {"sws_flags", SWS_BILINEAR}, {"src_range", range}, {"dst_range", to_range}}) {
            av_opt_set_int(sws_.get(), name, value, 0);
        }
        if (!sws_ || sws_init_context(sws_.get(), nullptr, nullptr) < 0) {
            sws_.reset();
            const char* const name = av_get_pix_fmt_name(static_cast<AVPixelFormat>(frame.format));
            return core::fail("pictures of the format {} cannot be shown", name != nullptr ? name : "unknown");
        }
        sws_setColorspaceDetails(sws_.get(), sws_getCoefficients(matrix), range, sws_getCoefficients(SWS_CS_ITU709), to_range, 0, 1 << 16, 1 << 16);
        source_ = source;
    }
    if (!scaled_ || scaled_->width != width_px || scaled_->height != height_px || scaled_->format != to_format) {
        scaled_ = FramePtr{av_frame_alloc()};
        scaled_->width = width_px;
        scaled_->height = height_px;
        scaled_->format = to_format;
        if (av_frame_get_buffer(scaled_.get(), 0) < 0) return core::fail("no memory for a picture of {}x{}", width_px, height_px);
    }
    return {};
}

core::Status PictureScaler::scale(const AVFrame& frame, signal::LayerPicture& out) {
    const bool is_upright = turn_ == Turn::None || turn_ == Turn::Half, transparent = has_alpha(frame.format);
    const bool is_nv12 = !transparent && turn_ == Turn::None;
    const int width = is_upright ? width_px_ : height_px_, height = is_upright ? height_px_ : width_px_;
    const int to_format = form_ == LayerForm::Bgra ? AV_PIX_FMT_BGRA : is_nv12 ? AV_PIX_FMT_NV12 : transparent ? AV_PIX_FMT_YUVA420P : AV_PIX_FMT_YUV420P;
    if (core::Status ready = prepare(frame, width, height, to_format); !ready) return ready;
    if (sws_scale(sws_.get(), frame.data, frame.linesize, 0, frame.height, scaled_->data, scaled_->linesize) <= 0) return core::fail("a picture could not be scaled");

    out.width_px = width_px_;
    out.height_px = height_px_;
    out.alpha.clear();
    const std::size_t pixels = static_cast<std::size_t>(width_px_) * static_cast<std::size_t>(height_px_);
    const auto copy = [&](int plane, int plane_width, int plane_height, int step, std::uint8_t* to) {
        copy_turned(scaled_->data[plane], scaled_->linesize[plane], plane_width, plane_height, turn_, step, to, std::ptrdiff_t{plane_width} * step);
    };
    if (form_ == LayerForm::Bgra) {
        out.bgra.resize(pixels * 4);
        copy(0, width_px_, height_px_, 4, out.bgra.data());
        if (transparent) premultiply_bgra(out.bgra);
        return {};
    }
    out.nv12.resize(pixels * 3 / 2);
    copy(0, width_px_, height_px_, 1, out.nv12.data());
    if (is_nv12) {
        copy(1, width_px_ / 2, height_px_ / 2, 2, out.nv12.data() + pixels);
        return {};
    }
    chroma_.resize(pixels / 2);
    copy(1, width_px_ / 2, height_px_ / 2, 1, chroma_.data());
    copy(2, width_px_ / 2, height_px_ / 2, 1, chroma_.data() + pixels / 4);
    for (std::size_t i = 0; i < pixels / 4; ++i) {
        out.nv12[pixels + 2 * i] = chroma_[i];
        out.nv12[pixels + 2 * i + 1] = chroma_[pixels / 4 + i];
    }
    if (!transparent) return {};
    out.alpha.resize(pixels * 3 / 2);
    copy(3, width_px_, height_px_, 1, out.alpha.data());
    premultiply_nv12(out);
    return {};
}

}  // namespace compere::media
