#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/error.h"
#include "signal/source_tick.h"

namespace compere::media {

// A URI without what may be secret: user, password and query, and the stream of an RTMP address.
std::string public_name(const std::string& uri);

struct InputWish {
    struct Box {
        int width_px = 2, height_px = 2;  // even; the picture fits inside with its own shape
    };
    std::string uri;
    std::vector<Box> boxes;
    bool as_bgra = false;
    std::chrono::milliseconds network_delay{200};  // for sources that keep a jitter buffer of their own
};

// What came, with the time that its sender gave it: seconds on one clock for both.
struct InputPicture {
    double at_s = 0;
    std::vector<signal::LayerPicturePtr> views;  // one per box
};
struct InputSound {
    double at_s = 0;
    std::vector<float> stereo;  // 48 kHz interleaved
};
std::int64_t size_bytes(const InputPicture& picture);  // of its pixels
using InputEvent = std::variant<InputPicture, InputSound>;

// One connection to a live source through GStreamer, from its opening to its end. GStreamer is initialised by the first one. It receives
// on threads of its own; everything here belongs to one thread, which may be blocked for as long as a network blocks.
class LiveInput {
public:
    // Fails when GStreamer has no part for the URI. Whether anybody answers is told later, by `failure`.
    static core::Result<LiveInput> open(InputWish wish);
    LiveInput(LiveInput&&) noexcept;
    LiveInput& operator=(LiveInput&&) noexcept;
    ~LiveInput();

    // Waits for the next picture or stretch of sound. What nobody took in time is dropped, the oldest first, beyond 60 pictures or 64 MiB of
    // them, of sound 400 blocks or 16 MiB; two pictures may always wait.
    std::optional<InputEvent> next(std::chrono::milliseconds timeout);
    // Why nothing more will come: the source ended, refused or broke, or its pictures are too large to be shown. Empty while it lives.
    const std::string& failure() const;
    // Of a file a stream may be over before the other. What a live sender ends may come again, on another connection.
    bool has_ended_pictures() const;
    bool has_ended_sound() const;
    // It was sent faster than it plays, and had to wait (IntakePace).
    bool is_held_back() const;

private:
    struct State;
    explicit LiveInput(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace compere::media
