#include "media/clip.h"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "core/check.h"
#include "media/clip_source.h"

namespace compere::media {
namespace {

constexpr std::int64_t kShortRest = core::kSampleRateHz / 4;  // of sound behind the last picture: a codec's padding, cut
constexpr std::int64_t kFarAhead = 60 * core::kSampleRateHz;   // sound that a file stamps further ahead than this is passed over

}  // namespace

struct Clip::State {
    State(std::filesystem::path path, ClipSource from, ClipWish wanted) : file{std::move(path)}, source{std::move(from)}, wish{std::move(wanted)} {}

    std::filesystem::path file;
    ClipSource source;
    ClipWish wish;
    std::vector<PictureScaler> scalers;
    std::optional<core::Tick> started;  // the tick on which this round began
    core::Tick round_ticks = 0;         // length of a round; 0: none is known
    bool is_over = false;
    std::string failure;

    std::optional<ClipSource::Picture> shown, coming;  // of the file
    bool pictures_ended = false, sound_ended = false;
    std::vector<signal::LayerPicturePtr> views;  // of `shown`
    std::vector<std::vector<std::shared_ptr<signal::LayerPicture>>> pools;  // per view: used again once nobody reads them
    std::uint64_t contents = 0;
    std::int64_t other_faults = 0;  // of scaling, and of the file before it was opened again

    std::vector<float> sound;       // decoded, not yet given
    std::int64_t sound_from = 0;    // sample of this round at which it begins

    void make_scalers();
    void begin(core::Tick tick, core::Tick elapsed);
    std::string trouble(core::Tick tick, std::int64_t first) const;
    void show_picture_of(double at_s, double tolerance_s);
    void make_views();
    void read_sound_to(std::int64_t sample);
    void add(ClipSource::Sound&& chunk);
    std::int64_t sound_end() const { return sound_from + static_cast<std::int64_t>(sound.size() / 2); }
    bool is_round_over(double at_s, std::int64_t sample, double tolerance_s);
};

void Clip::State::make_scalers() {
    scalers.clear();
    for (const ClipWish::View& view : wish.views) {
        scalers.emplace_back(view.width_px, view.height_px, wish.as_bgra ? LayerForm::Bgra : LayerForm::Nv12, source.turn());
    }
}

// A round that at `tick` has played for so long.
void Clip::State::begin(core::Tick tick, core::Tick elapsed) {
    if (started) source.seek(wish.rate.seconds(elapsed));
    started = tick - elapsed;
    shown.reset();
    coming.reset();
    pictures_ended = source.info().width_px == 0;
    sound_ended = !source.info().has_sound;
    sound.clear();
    sound_from = wish.rate.first_sample(tick) - wish.rate.first_sample(*started);
}

// Why what was read for this tick, whose first sample of the round is `first`, is not what the file holds; empty: it is.
std::string Clip::State::trouble(core::Tick tick, std::int64_t first) const {
    const bool has_pictures = source.info().width_px > 0, is_used_up = has_pictures ? pictures_ended : sound_ended && sound_end() <= first;
    if (!is_used_up) return {};
    if (!source.failure().empty()) return source.failure();
    return tick == *started && !(has_pictures && shown) ? "nothing of it can be read any more" : "";
}

void Clip::State::make_views() {
    ++contents;
    for (std::size_t i = 0; i < scalers.size(); ++i) {
        auto& pool = pools[i];
        auto free = std::find_if(pool.begin(), pool.end(), [](const auto& p) { return p.use_count() == 1; });
        if (free == pool.end()) free = pool.insert(pool.end(), std::make_shared<signal::LayerPicture>());
        std::atomic_thread_fence(std::memory_order_acquire);  // pairs with the release of whoever held it last
        const std::shared_ptr<signal::LayerPicture> picture = *free;
        if (!scalers[i].scale(*shown->frame, *picture)) {
            ++other_faults;  // the one before it stays
            continue;
        }
        picture->content = contents;
        views[i] = picture;
    }
}

void Clip::State::show_picture_of(double at_s, double tolerance_s) {
    bool is_new = false;
    while (!pictures_ended) {
        if (!coming) coming = source.next_picture();
        if (!coming) pictures_ended = true;
        // The first is shown from the start on, wherever its stamp lies.
        if (!coming || (shown && coming->from_s > at_s + tolerance_s)) break;
        shown = std::move(coming);
        coming.reset();
        is_new = true;
    }
    if (is_new) make_views();
}

void Clip::State::add(ClipSource::Sound&& chunk) {
    std::int64_t from = chunk.first_sample;
    std::size_t skipped = 0;
    if (from < sound_end()) skipped = static_cast<std::size_t>(std::min(sound_end() - from, static_cast<std::int64_t>(chunk.stereo.size() / 2)));
    from += static_cast<std::int64_t>(skipped);
    if (skipped * 2 == chunk.stereo.size() || from > sound_end() + kFarAhead) return;
    sound.resize(sound.size() + static_cast<std::size_t>(from - sound_end()) * 2, 0.0f);
    sound.insert(sound.end(), chunk.stereo.begin() + static_cast<std::ptrdiff_t>(skipped * 2), chunk.stereo.end());
}

void Clip::State::read_sound_to(std::int64_t sample) {
    while (!sound_ended && sound_end() < sample) {
        auto chunk = source.next_sound();
        if (!chunk) {
            sound_ended = true;
            return;
        }
        add(std::move(*chunk));
    }
}

bool Clip::State::is_round_over(double at_s, std::int64_t sample, double tolerance_s) {
    if (!pictures_ended || (shown && at_s < shown->to_s - tolerance_s)) return false;
    const std::int64_t rest = shown ? kShortRest : 0;
    read_sound_to(sample + rest + 1);
    return sound_ended && sound_end() <= sample + rest;
}

core::Result<ClipInfo> Clip::probe(const std::filesystem::path& file) {
    auto source = ClipSource::open(file);
    if (!source) return source.error();
    return source->info();
}

core::Result<Clip> Clip::open(const std::filesystem::path& file, ClipWish wish) {
    auto source = ClipSource::open(file);
    if (!source) return source.error();
    auto state = std::make_unique<State>(file, std::move(*source), std::move(wish));
    for (const ClipWish::View& view : state->wish.views) {
        COMPERE_CHECK(view.width_px > 0 && view.height_px > 0 && view.width_px % 2 == 0 && view.height_px % 2 == 0);
    }
    state->make_scalers();
    state->views.resize(state->scalers.size());
    state->pools.resize(state->scalers.size());
    return Clip{std::move(state)};
}

signal::SourceTick Clip::next(core::Tick tick) {
    State& s = *state_;
    signal::SourceTick out;
    out.pictures.resize(s.views.size());
    if (s.is_over) return out;
    if (!s.failure.empty()) {
        out.pictures = s.views;
        return out;
    }
    const core::FrameRate rate = s.wish.rate;
    // Stamps of many files are rounded to milliseconds; a picture that starts that close after the tick is the tick's.
    const double tolerance_s = std::min(0.002, 0.25 / rate.hz());
    if (!s.started) s.begin(tick, 0);
    for (int round = 0; round < 2; ++round) {
        const std::int64_t first = rate.first_sample(tick) - rate.first_sample(*s.started);
        const double at_s = rate.seconds(tick - *s.started);
        s.show_picture_of(at_s, tolerance_s);
        const bool is_round_over = s.is_round_over(at_s, first, tolerance_s);
        s.failure = s.trouble(tick, first);
        if (!s.failure.empty()) {
            out.pictures = s.views;
            return out;
        }
        if (!is_round_over) {
            const auto samples = rate.samples_in(tick);
            s.read_sound_to(first + samples);
            const std::int64_t drop = std::clamp<std::int64_t>(first - s.sound_from, 0, static_cast<std::int64_t>(s.sound.size() / 2));
            s.sound.erase(s.sound.begin(), s.sound.begin() + drop * 2);
            s.sound_from = first;
            out.stereo.assign(static_cast<std::size_t>(samples) * 2, 0.0f);
            std::copy_n(s.sound.begin(), std::min(s.sound.size(), out.stereo.size()), out.stereo.begin());
            out.pictures = s.views;
            return out;
        }
        if (!s.wish.loops) break;
        s.round_ticks = tick - *s.started;
        s.begin(tick, 0);
    }
    s.is_over = true;
    return out;
}

core::Status Clip::reopen(core::Tick tick) {
    State& s = *state_;
    COMPERE_CHECK(s.started.has_value());
    auto source = ClipSource::open(s.file);
    if (!source) return source.error();
    const double duration_s = source->info().duration_s;
    if (std::abs(duration_s - s.source.info().duration_s) > 0.001) s.round_ticks = 0;  // another file
    if (s.round_ticks <= 0) s.round_ticks = std::llround(duration_s * s.wish.rate.hz());
    s.other_faults += s.source.faults();
    s.source = std::move(*source);
    s.make_scalers();
    s.failure.clear();
    const core::Tick elapsed = tick - *s.started;
    s.begin(tick, s.wish.loops && s.round_ticks > 0 ? elapsed % s.round_ticks : elapsed);
    return {};
}

bool Clip::is_over() const { return state_->is_over; }
const ClipInfo& Clip::info() const { return state_->source.info(); }
const std::string& Clip::failure() const { return state_->failure; }
std::int64_t Clip::faults() const { return state_->source.faults() + state_->other_faults; }

Clip::Clip(std::unique_ptr<State> state) : state_{std::move(state)} {}
Clip::Clip(Clip&&) noexcept = default;
Clip& Clip::operator=(Clip&&) noexcept = default;
Clip::~Clip() = default;

}  // namespace compere::media
