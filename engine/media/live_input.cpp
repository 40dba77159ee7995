#include "media/live_input.h"

#include <gst/app/gstappsink.h>
#include <gst/gst.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstring>
#include <mutex>

#include <fmt/format.h>

#include "core/log.h"
#include "core/queue.h"
#include "core/time.h"
#include "core/url.h"
#include "media/input_views.h"
#include "media/intake_pace.h"
#include "media/playable_sound.h"

namespace compere::media {
namespace {

struct Unref {
    void operator()(GstObject* object) const { gst_object_unref(object); }
    void operator()(GstElement* element) const { gst_object_unref(element); }
    void operator()(GstPad* pad) const { gst_object_unref(pad); }
    void operator()(GstSample* sample) const { gst_sample_unref(sample); }
    void operator()(GstMessage* message) const { gst_message_unref(message); }
    void operator()(GstCaps* caps) const { gst_caps_unref(caps); }
    void operator()(GError* error) const { g_error_free(error); }
};
template <class T>
using Gst = std::unique_ptr<T, Unref>;

core::Status init_gstreamer() {
    static std::once_flag once;
    static std::string failure;
    std::call_once(once, [] {
        GError* error = nullptr;
        if (gst_init_check(nullptr, nullptr, &error) == 0) failure = error != nullptr ? error->message : "it does not start";
        if (error != nullptr) g_error_free(error);
    });
    if (!failure.empty()) return core::fail("GStreamer: {}", failure);
    return {};
}

// Files come as fast as they can be read, so their sinks wait for the time of each picture; what is live comes when it comes.
bool is_paced_by_us(const std::string& uri) {
    for (const char* scheme : {"file://", "http://", "https://", "testbin://"}) {
        if (uri.rfind(scheme, 0) == 0) return true;
    }
    return false;
}

// What waits in a sink: a number and a size, whichever is less.
struct Waiting {
    int most_buffers = 0, most_bytes = 0;
};
constexpr Waiting kPictures{60, 64 << 20};  // a network delivers pictures in bursts
constexpr Waiting kSounds{400, 16 << 20};

// Lets the sink keep as many buffers of the size that comes now as its bytes allow, before it keeps this one: it then drops its oldest.
template <const Waiting& Most>
GstPadProbeReturn bound_bytes(GstPad* pad, GstPadProbeInfo* what, gpointer) {
    const std::size_t bytes = std::max<std::size_t>(1, gst_buffer_get_size(GST_PAD_PROBE_INFO_BUFFER(what)));
    GstObject* const sink = gst_pad_get_parent(pad);
    if (sink == nullptr) return GST_PAD_PROBE_OK;
    const auto fit = static_cast<std::size_t>(Most.most_bytes) / bytes;
    gst_app_sink_set_max_buffers(GST_APP_SINK(sink), static_cast<guint>(std::clamp<std::size_t>(fit, 2, static_cast<std::size_t>(Most.most_buffers))));
    gst_object_unref(sink);
    return GST_PAD_PROBE_OK;
}

// Seconds on the pipeline's own clock, the same for picture and sound.
std::optional<double> time_of(const GstBuffer* buffer, const GstSegment& segment) {
    if (buffer == nullptr || !GST_BUFFER_PTS_IS_VALID(buffer) || segment.format != GST_FORMAT_TIME) return std::nullopt;
    const GstClockTime running = gst_segment_to_running_time(&segment, GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
    if (!GST_CLOCK_TIME_IS_VALID(running)) return std::nullopt;
    return static_cast<double>(running) / GST_SECOND;
}
std::optional<double> time_of(GstSample& sample) { return time_of(gst_sample_get_buffer(&sample), *gst_sample_get_segment(&sample)); }

// Of an RTMP address, where a server knows a stream by it; with its slash. Empty elsewhere.
std::string_view stream_key(std::string_view uri) {
    const core::UrlParts parts = core::url_parts(uri);
    const std::size_t last = parts.path.rfind('/');
    return parts.scheme.substr(0, 4) == "rtmp" && last != std::string_view::npos && last > 0 ? parts.path.substr(last) : std::string_view{};
}

void register_secrets(const std::string& uri) {
    constexpr std::size_t kShortest = 6;  // "live" is the name of half of the world's streams
    for (const std::string& secret : core::url_secrets(uri)) {
        core::register_secret(secret);
    }
    if (const std::string_view key = stream_key(uri); key.size() > kShortest) core::register_secret(key.substr(1));
}

}  // namespace

std::string public_name(const std::string& uri) {
    const std::string name = core::public_url(uri);
    return name.substr(0, name.size() - stream_key(uri).size());
}

std::int64_t size_bytes(const InputPicture& picture) {
    std::size_t out = 0;
    for (const signal::LayerPicturePtr& view : picture.views) {
        if (view) out += view->nv12.size() + view->alpha.size() + view->bgra.size();
    }
    return static_cast<std::int64_t>(out);
}

struct LiveInput::State {
    InputWish wish;
    Gst<GstElement> pipeline;
    std::atomic<GstElement*> pictures{nullptr}, sounds{nullptr};  // appsinks, owned by the pipeline, made when the source has such a stream
    core::Queue<int> woken{1};  // by GStreamer's threads, when a sink has something
    struct Intake {  // what feeds a sink
        State& of;
        IntakePace::Stream stream;
        void hold_back(GstPad& pad, const GstBuffer& buffer) const;
    };
    Intake picture_intake{*this, IntakePace::Stream::Picture}, sound_intake{*this, IntakePace::Stream::Sound};
    IntakePace pace;
    std::mutex closing;  // guards is_closed alone, on which a thread that is held back waits
    std::condition_variable closed;
    bool is_closed = false;
    std::string failure;
    bool picture_next = true;
    std::optional<InputViews> views;

    ~State() {
        {
            const std::lock_guard lock{closing};
            is_closed = true;
        }
        closed.notify_all();
        if (pipeline) gst_element_set_state(pipeline.get(), GST_STATE_NULL);
        woken.close();
    }
    void link(GstPad* pad);
    template <const Waiting& Most>
    GstElement* add_branch(GstPad* pad, const std::string& converter, const std::string& caps, Intake& intake);
    void poll_bus();
    std::optional<InputEvent> take_picture();
    std::optional<InputEvent> take_sound();
};

// The decoder waits, and so does whoever sends to it, where its protocol can; else what it cannot keep is lost on the way.
void LiveInput::State::Intake::hold_back(GstPad& pad, const GstBuffer& buffer) const {
    GstEvent* const event = gst_pad_get_sticky_event(&pad, GST_EVENT_SEGMENT, 0);
    if (event == nullptr) return;
    const GstSegment* segment = nullptr;
    gst_event_parse_segment(event, &segment);
    const std::optional<double> at_s = time_of(&buffer, *segment);
    gst_event_unref(event);
    if (!at_s) return;
    constexpr double kUnknown_s = 1.0 / 60;
    const double length_s = GST_BUFFER_DURATION_IS_VALID(&buffer) ? static_cast<double>(GST_BUFFER_DURATION(&buffer)) / GST_SECOND : kUnknown_s;
    const auto wait = of.pace.wait(stream, *at_s, length_s, IntakePace::Clock::now());
    if (wait <= IntakePace::Clock::duration::zero()) return;
    std::unique_lock lock{of.closing};
    of.closed.wait_for(lock, wait, [this] { return of.is_closed; });
}

// A converter and its sink behind a pad of the decoder. On a thread of GStreamer's. A sender chooses how large its pictures are, and appsink
// counts no bytes before GStreamer 1.24: what is live waits in a queue that drops its oldest beyond a number and a size; what comes in its
// own time would be read ahead into one, and waits in a sink whose number follows the size.
template <const Waiting& Most>
GstElement* LiveInput::State::add_branch(GstPad* pad, const std::string& converter, const std::string& caps, Intake& intake) {
    const bool is_paced = is_paced_by_us(wish.uri);
    const std::string sink_of = is_paced
                                    ? fmt::format("appsink sync=true drop=true max-buffers={}", Most.most_buffers)
                                    : fmt::format("queue leaky=downstream max-size-time=0 max-size-buffers={} max-size-bytes={} ! appsink sync=false max-buffers=1", Most.most_buffers, Most.most_bytes);
    const std::string description = fmt::format("{} ! {} name=sink caps={}", converter, sink_of, caps);
    GError* error = nullptr;
    GstElement* bin = gst_parse_bin_from_description(description.c_str(), TRUE, &error);
    if (error != nullptr) {
        gst_element_post_message(pipeline.get(), gst_message_new_error(GST_OBJECT(pipeline.get()), error, nullptr));
        g_error_free(error);
        return nullptr;
    }
    gst_bin_add(GST_BIN(pipeline.get()), bin);
    GstElement* sink = gst_bin_get_by_name(GST_BIN(bin), "sink");
    gst_object_unref(sink);  // the pipeline keeps it
    GstAppSinkCallbacks callbacks{};
    callbacks.new_sample = [](GstAppSink*, gpointer self) {
        static_cast<State*>(self)->woken.try_push(1);
        return GST_FLOW_OK;
    };
    gst_app_sink_set_callbacks(GST_APP_SINK(sink), &callbacks, this, nullptr);
    if (is_paced) {
        const Gst<GstPad> into{gst_element_get_static_pad(sink, "sink")};
        gst_pad_add_probe(into.get(), GST_PAD_PROBE_TYPE_BUFFER, bound_bytes<Most>, nullptr, nullptr);
    }
    GstPad* const entry = gst_element_get_static_pad(bin, "sink");
    if (!is_paced) {
        gst_pad_add_probe(entry, GST_PAD_PROBE_TYPE_BUFFER, [](GstPad* at, GstPadProbeInfo* what, gpointer of) {
            static_cast<const Intake*>(of)->hold_back(*at, *GST_PAD_PROBE_INFO_BUFFER(what));
            return GST_PAD_PROBE_OK;
        }, &intake, nullptr);
    }
    gst_pad_link(pad, entry);
    gst_object_unref(entry);
    gst_element_sync_state_with_parent(bin);
    return sink;
}

// The first stream of each kind is taken; what nobody takes (subtitles, a second camera) is left alone.
void LiveInput::State::link(GstPad* pad) {
    const Gst<GstCaps> caps{gst_pad_get_current_caps(pad)};
    if (!caps || gst_caps_is_empty(caps.get()) != 0) return;
    const std::string kind = gst_structure_get_name(gst_caps_get_structure(caps.get(), 0));
    if (kind.rfind("video/", 0) == 0 && pictures == nullptr) {
        pictures = add_branch<kPictures>(pad, "videoconvert", InputViews::caps(), picture_intake);
    } else if (kind.rfind("audio/", 0) == 0 && sounds == nullptr) {
        sounds = add_branch<kSounds>(pad, "audioconvert ! audioresample", "audio/x-raw,format=F32LE,rate=48000,channels=2,layout=interleaved", sound_intake);
    }
}

core::Result<LiveInput> LiveInput::open(InputWish wish) {
    if (core::Status ready = init_gstreamer(); !ready) return ready.error();
    register_secrets(wish.uri);
    auto state = std::make_unique<State>();
    state->wish = std::move(wish);
    state->views.emplace(state->wish.boxes, state->wish.as_bgra);
    State& s = *state;
    s.pipeline.reset(gst_pipeline_new(nullptr));
    GstElement* decoder = gst_element_factory_make("uridecodebin", nullptr);
    if (decoder == nullptr) return core::fail("GStreamer has no uridecodebin: install gstreamer1.0-plugins-base");
    gst_bin_add(GST_BIN(s.pipeline.get()), decoder);
    g_object_set(decoder, "uri", s.wish.uri.c_str(), nullptr);
    g_signal_connect(decoder, "pad-added", G_CALLBACK(+[](GstElement*, GstPad* pad, gpointer self) { static_cast<State*>(self)->link(pad); }), &s);
    g_signal_connect(decoder, "source-setup", G_CALLBACK(+[](GstElement*, GstElement* source, gpointer self) {
        const InputWish& wanted = static_cast<State*>(self)->wish;
        if (wanted.uri.rfind("rtsp", 0) != 0) return;
        g_object_set(source, "latency", static_cast<guint>(wanted.network_delay.count()), "timeout", guint64{5'000'000}, "tcp-timeout", guint64{5'000'000}, nullptr);
    }), &s);
    if (gst_element_set_state(s.pipeline.get(), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) {
        s.poll_bus();
        return core::fail("{}", s.failure.empty() ? "it cannot be opened" : s.failure);
    }
    return LiveInput{std::move(state)};
}

void LiveInput::State::poll_bus() {
    GstBus* bus = gst_element_get_bus(pipeline.get());
    while (failure.empty()) {
        const Gst<GstMessage> message{gst_bus_pop_filtered(bus, static_cast<GstMessageType>(GST_MESSAGE_ERROR | GST_MESSAGE_EOS))};
        if (!message) break;
        if (GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_EOS) {
            failure = "the source ended";
            break;
        }
        GError* error = nullptr;
        gst_message_parse_error(message.get(), &error, nullptr);
        const Gst<GError> owned{error};
        failure = error != nullptr ? error->message : "it broke";
        // Some parts put the whole address into what they say.
        if (const std::size_t at = failure.find(wish.uri); at != std::string::npos) failure.replace(at, wish.uri.size(), public_name(wish.uri));
    }
    gst_object_unref(bus);
}

std::optional<InputEvent> LiveInput::State::take_picture() {
    if (pictures == nullptr) return std::nullopt;
    const Gst<GstSample> sample{gst_app_sink_try_pull_sample(GST_APP_SINK(pictures.load()), 0)};
    const std::optional<double> at_s = sample ? time_of(*sample) : std::nullopt;
    if (!at_s) return std::nullopt;
    auto made = views->make(*sample, failure);
    if (!made) return std::nullopt;
    return InputPicture{*at_s, std::move(*made)};
}

std::optional<InputEvent> LiveInput::State::take_sound() {
    if (sounds == nullptr) return std::nullopt;
    const Gst<GstSample> sample{gst_app_sink_try_pull_sample(GST_APP_SINK(sounds.load()), 0)};
    const std::optional<double> at_s = sample ? time_of(*sample) : std::nullopt;
    GstMapInfo bytes;
    if (!at_s || gst_buffer_map(gst_sample_get_buffer(sample.get()), &bytes, GST_MAP_READ) == 0) return std::nullopt;
    InputSound out{*at_s, std::vector<float>(bytes.size / sizeof(float) / 2 * 2)};
    std::memcpy(out.stereo.data(), bytes.data, out.stereo.size() * sizeof(float));
    gst_buffer_unmap(gst_sample_get_buffer(sample.get()), &bytes);
    make_playable(out.stereo);
    return out;
}

std::optional<InputEvent> LiveInput::next(std::chrono::milliseconds timeout) {
    State& s = *state_;
    for (int round = 0; round < 2; ++round) {
        for (int kind = 0; kind < 2; ++kind) {
            s.picture_next = !s.picture_next;
            if (auto event = s.picture_next ? s.take_picture() : s.take_sound()) return event;
        }
        s.poll_bus();
        if (round == 0 && s.failure.empty()) s.woken.pop_for(timeout);
    }
    return std::nullopt;
}

namespace {

bool is_at_end(GstElement* sink) { return sink != nullptr && gst_app_sink_is_eos(GST_APP_SINK(sink)) != 0; }

}  // namespace

bool LiveInput::has_ended_pictures() const { return is_paced_by_us(state_->wish.uri) && is_at_end(state_->pictures); }
bool LiveInput::is_held_back() const { return state_->pace.is_held_back(); }
bool LiveInput::has_ended_sound() const { return is_paced_by_us(state_->wish.uri) && is_at_end(state_->sounds); }

const std::string& LiveInput::failure() const { return state_->failure; }

LiveInput::LiveInput(std::unique_ptr<State> state) : state_{std::move(state)} {}
LiveInput::LiveInput(LiveInput&&) noexcept = default;
LiveInput& LiveInput::operator=(LiveInput&&) noexcept = default;
LiveInput::~LiveInput() = default;

}  // namespace compere::media
