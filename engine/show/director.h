#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "show/show.h"
#include "signal/frame_plan.h"

namespace compere::show {

// What the director asks of speech, and what comes back.
struct SpeechRequest {
    std::uint64_t id = 0;
    std::string anchor;
    std::string text;
    language::Language language = language::Language::Chinese;
    double rate = 1;
    std::optional<std::filesystem::path> sound;  // a recorded line instead of the voice
    std::optional<std::filesystem::path> timing;
};
struct SpeechReply {
    std::uint64_t id = 0;
    std::shared_ptr<const signal::SpokenLine> line;  // null: it failed, the line is passed over and counted
};

struct SpokenRecord {
    std::string anchor, text;
    core::Tick start = 0, end = 0;
};

// A timed act: a gesture that an anchor began, a product whose card came up, or a new price on it.
struct CueRecord {
    enum class Kind { Gesture, Product };
    Kind kind = Kind::Gesture;
    std::string name;    // the motion's, or the product's sku
    std::string anchor;  // whose gesture
    std::string price;   // as the card says it
    core::Tick start = 0;
};

// Walks the rundown tick by tick. A line is prepared a little ahead with the facts of then; on the tick that would start it those
// facts are compared with the current ones, and a line whose price or stock changed is prepared again. Frame thread only.
class Director {
public:
    // Begins with the first line at or after segment `from` of the rundown.
    explicit Director(const Show& show, std::size_t from = 0);

    // The plan of `tick`, valid until the next step; ticks rise by one. Replies arrived since the last tick go in; new requests come out
    // of take_requests(). A tick that changes nothing allocates nothing.
    const signal::FramePlan& step(core::Tick tick, std::span<const SpeechReply> replies);
    std::vector<SpeechRequest> take_requests();

    // Acts of an operator, applied on the next step.
    void next();
    void previous();
    void hold(bool held) { held_ = held; }
    bool set_price(std::string_view sku, language::Money price);

    std::optional<std::size_t> segment() const { return current_ ? std::optional{current_->segment} : std::nullopt; }  // whose line is on air
    // The last lines, at least kRecords of them if so many there were: days on air must not fill the memory.
    const std::vector<SpokenRecord>& spoken() const { return spoken_; }
    const std::vector<CueRecord>& cues() const { return cues_; }  // the last of them, as with lines
    static constexpr std::size_t kRecords = 1000;
    std::int64_t spoken_lines() const { return spoken_lines_; }  // all that began
    std::int64_t failed_lines() const { return failed_lines_; }

private:
    struct Place {
        std::size_t segment = 0;
        std::size_t line = 0;
        bool operator==(const Place&) const = default;
    };
    struct CaptionPiece {
        std::string text;
        std::int64_t from_sample = 0;
    };
    struct Prepared {
        Place place;
        std::uint64_t id = 0;
        std::string text;
        bool is_answered = false;
        std::shared_ptr<const signal::SpokenLine> line;
        std::vector<CaptionPiece> pieces;  // once it is answered
    };

    std::optional<Place> first(std::size_t from = 0) const;
    std::optional<Place> after(Place place) const;
    std::string filled(Place place) const;
    void prepare();
    void take(std::span<const SpeechReply> replies);
    void start(core::Tick tick);
    void finish_line(core::Tick tick);
    void show_card(core::Tick tick, const std::string& sku);
    std::optional<signal::CardPlan> card_of(const std::string& sku) const;
    static const std::string& words_of(const Line& line, const signal::SpokenLine& spoken);
    void note_upcoming();
    void set_caption(core::Tick tick);
    void set_clap(core::Tick tick);

    const Show& show_;
    core::FrameRate rate_;
    commerce::Catalogue facts_;
    std::vector<std::pair<std::string, language::Money>> prices_;  // changed since the catalogue was read

    std::deque<Prepared> prepared_;
    std::optional<Place> next_place_;  // to prepare
    std::vector<SpeechRequest> requests_;
    std::uint64_t next_id_ = 1;

    signal::FramePlan plan_;  // of the last tick; what does not change stays in it
    std::optional<Place> current_;
    core::Tick line_ends_ = 0;
    core::Tick may_start_ = 0;
    std::vector<CaptionPiece> pieces_;
    std::size_t shown_piece_ = 0;
    std::string card_sku_;
    bool facts_changed_ = false;  // since the last step
    bool has_news_ = false;       // what will be shown before long may be other than what the plan says
    std::vector<SpokenRecord> spoken_;
    std::vector<CueRecord> cues_;
    std::int64_t spoken_lines_ = 0;
    std::int64_t failed_lines_ = 0;
    bool held_ = false;
    std::optional<core::Tick> over_at_;
};

}  // namespace compere::show
