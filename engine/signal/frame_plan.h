#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/time.h"
#include "signal/speech.h"

namespace compere::signal {

// What an anchor does at one tick.
struct AnchorPlan {
    std::string anchor;
    std::shared_ptr<const SpokenLine> line;  // null: silent
    core::Tick line_started = 0;
    std::string gesture;  // a motion's name; empty: none so far
    core::Tick gesture_started = 0;
    std::string mood;  // a VRM 1 expression preset; empty: neutral
    core::Tick mood_started = 0;
};

// A product as it stands on the card. Every text is final: what is not asserted by the catalogue is empty.
struct CardPlan {
    std::string sku;
    std::string title;
    std::string price;          // "19.9"
    std::string symbol = "¥";
    std::string unit;           // "/份"
    std::string base_price;     // only together with base_meaning
    std::string base_meaning;   // "日常价"
    std::string stock;          // "余 320 份"
    core::Tick shown_since = 0;
    friend bool operator==(const CardPlan&, const CardPlan&) = default;
};

struct CaptionPlan {
    std::string anchor;
    std::string text;
    friend bool operator==(const CaptionPlan&, const CaptionPlan&) = default;
};

// What the rest of the line on air and the next one will show, as far as that is known: whoever draws it may prepare it. Facts may
// change until then, and a line that is begun as soon as it is known was never named.
struct Upcoming {
    std::uint64_t version = 0;  // rises whenever the rest may be another
    std::vector<CaptionPlan> captions;
    std::optional<CardPlan> card;  // where it is another than before
};

// Everything that the picture and the sound of one tick need to know from the director.
struct FramePlan {
    core::Tick tick = 0;
    std::vector<AnchorPlan> anchors;
    std::optional<CardPlan> card;
    std::vector<CaptionPlan> captions;
    Upcoming upcoming;
    bool clap = false;      // one white frame in the middle, a click from its first sample
    double clap_quiet = 1;  // gain of all else in the mix at this tick: 0 within 100 ms of a clap
    bool is_over = false;   // the show ends with this tick
};

}  // namespace compere::signal
