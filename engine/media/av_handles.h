#pragma once

#include <memory>
#include <string>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/opt.h>
}

namespace compere::media {

struct FreeCodec {
    void operator()(AVCodecContext* codec) const { avcodec_free_context(&codec); }
};
struct FreeFrame {
    void operator()(AVFrame* frame) const { av_frame_free(&frame); }
};
struct FreePacket {
    void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};
using CodecPtr = std::unique_ptr<AVCodecContext, FreeCodec>;
using FramePtr = std::unique_ptr<AVFrame, FreeFrame>;
using AvPacketPtr = std::unique_ptr<AVPacket, FreePacket>;

std::string av_message(int code);
// The same with what FFmpeg itself said on this thread since the last call, which is often the reason: "Operation not permitted (Server
// error: Already publishing)". forget_av_complaint() before the work that may fail.
std::string av_reason(int code);
void forget_av_complaint();
}  // namespace compere::media
