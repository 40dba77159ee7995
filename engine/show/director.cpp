#include "show/director.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "language/sentences.h"

namespace compere::show {
namespace {

constexpr std::size_t kAhead = 3;         // lines prepared before they are due
constexpr double kLead_s = 0.8;           // before the first line
constexpr double kGap_s = 0.35;           // between lines
constexpr double kTail_s = 2.0;           // after the last line; then the show is over
constexpr double kCaptionUnits = 26;      // two rows of 13 Han characters

void replace_all(std::string& text, std::string_view what, const std::string& with) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
}

// Past twice kRecords the older half goes: the newest are what is asked for, and the room for them is taken once.
template <typename Record>
void remember(std::vector<Record>& records, Record record) {
    constexpr std::size_t kept = Director::kRecords;
    if (records.size() == 2 * kept) records.erase(records.begin(), records.begin() + static_cast<std::ptrdiff_t>(kept));
    records.push_back(std::move(record));
}

std::int64_t sample_at(const signal::SpokenLine& line, std::size_t byte) {
    std::int64_t sample = 0;
    for (const signal::TextMark& mark : line.text_marks) {
        if (mark.text_byte > byte) break;
        sample = mark.sample;
    }
    if (!line.text_marks.empty() || line.text.empty()) return sample;
    return static_cast<std::int64_t>(line.samples.size()) * static_cast<std::int64_t>(byte) / static_cast<std::int64_t>(line.text.size());
}

}  // namespace

Director::Director(const Show& show, std::size_t from) : show_{show}, rate_{show.canvases.front().rate}, facts_{show.products} {
    for (const Anchor& anchor : show.anchors) {
        plan_.anchors.push_back({anchor.name, nullptr, 0, {}, 0, {}, 0});
    }
    spoken_.reserve(2 * kRecords);
    cues_.reserve(2 * kRecords);
    next_place_ = first(from);
    may_start_ = rate_.tick_at(kLead_s);
    prepare();
}

std::optional<Director::Place> Director::first(std::size_t from) const {
    for (std::size_t s = from; s < show_.rundown.size(); ++s) {
        if (!show_.rundown[s].lines.empty()) return Place{s, 0};
    }
    return std::nullopt;
}

std::optional<Director::Place> Director::after(Place place) const {
    const Segment& segment = show_.rundown[place.segment];
    if (place.line + 1 < segment.lines.size()) return Place{place.segment, place.line + 1};
    if (segment.repeats) return Place{place.segment, 0};
    for (std::size_t s = place.segment + 1; s < show_.rundown.size(); ++s) {
        if (!show_.rundown[s].lines.empty()) return Place{s, 0};
    }
    return show_.repeats ? first() : std::nullopt;
}

// The line's words with the facts of now.
std::string Director::filled(Place place) const {
    const Segment& segment = show_.rundown[place.segment];
    const Line& line = segment.lines[place.line];
    std::string text = line.text;
    if (const auto card = card_of(segment.product)) {
        const bool chinese = line.language == language::Language::Chinese;
        replace_all(text, "{price}", chinese ? card->price + "元" : card->price + " yuan");
        const commerce::Product* product = facts_.find(segment.product);
        if (product->stock) replace_all(text, "{stock}", std::to_string(*product->stock));
    }
    return text;
}

void Director::prepare() {
    while (prepared_.size() < kAhead && next_place_) {
        const Place place = *next_place_;
        const Line& line = show_.rundown[place.segment].lines[place.line];
        const Anchor& anchor = *show_.anchor(line.anchor);
        prepared_.push_back({place, next_id_, filled(place), false, nullptr, {}});
        requests_.push_back({next_id_++, line.anchor, prepared_.back().text, line.language, anchor.voice.rate, line.sound, line.timing});
        next_place_ = after(place);
    }
}

std::vector<SpeechRequest> Director::take_requests() {
    return std::exchange(requests_, {});
}

void Director::take(std::span<const SpeechReply> replies) {
    for (const SpeechReply& reply : replies) {
        const auto found = std::find_if(prepared_.begin(), prepared_.end(), [&](const Prepared& p) { return p.id == reply.id; });
        if (found == prepared_.end()) continue;  // overtaken by a jump or a new price
        found->is_answered = true;
        found->line = reply.line;
        has_news_ = true;
        if (!reply.line) continue;
        const std::string& words = words_of(show_.rundown[found->place.segment].lines[found->place.line], *reply.line);
        for (const language::CaptionPiece& piece : language::caption_pieces(words, kCaptionUnits)) {
            found->pieces.push_back({piece.text, sample_at(*reply.line, piece.byte_offset)});
        }
    }
}

const std::string& Director::words_of(const Line& line, const signal::SpokenLine& spoken) {
    return line.text.empty() || !spoken.text.empty() ? spoken.text : line.text;
}

void Director::note_upcoming() {
    signal::Upcoming& out = plan_.upcoming;
    ++out.version;
    out.captions.clear();
    out.card.reset();
    constexpr std::size_t kPieces = 4;  // of a line: those that come later are named as it goes on
    const auto name = [&](const Place& place, std::span<const CaptionPiece> pieces) {
        for (const CaptionPiece& piece : pieces.first(std::min(kPieces, pieces.size()))) {
            out.captions.push_back({show_.rundown[place.segment].lines[place.line].anchor, piece.text});
        }
    };
    if (current_) name(*current_, std::span{pieces_}.subspan(std::min(shown_piece_ + 1, pieces_.size())));
    const auto next = std::find_if(prepared_.begin(), prepared_.end(), [](const Prepared& p) { return !p.is_answered || p.line != nullptr; });
    if (next == prepared_.end() || !next->is_answered) return;
    name(next->place, next->pieces);
    const Segment& segment = show_.rundown[next->place.segment];
    if (segment.product != card_sku_) out.card = card_of(segment.product);
}

std::optional<signal::CardPlan> Director::card_of(const std::string& sku) const {
    const commerce::Product* product = facts_.find(sku);
    if (product == nullptr) return std::nullopt;
    language::Money price = product->price;
    for (const auto& [changed, amount] : prices_) {
        if (changed == sku) price = amount;
    }
    signal::CardPlan card;
    card.sku = sku;
    card.title = product->title;
    card.price = language::price_text(price);
    if (!product->unit.empty()) card.unit = "/" + product->unit;
    if (product->may_show_base()) {
        card.base_price = language::price_text(*product->base_price);
        card.base_meaning = product->base_kind;
    }
    if (product->stock) card.stock = "库存 " + std::to_string(*product->stock) + (product->unit.empty() ? " 份" : " " + product->unit);
    return card;
}

void Director::show_card(core::Tick tick, const std::string& sku) {
    const bool is_same = sku == card_sku_ && plan_.card;
    const core::Tick since = is_same ? plan_.card->shown_since : tick;  // the same card does not enter again
    const std::string price_before = is_same ? plan_.card->price : std::string{};
    card_sku_ = sku;
    plan_.card = card_of(sku);
    if (!plan_.card) return;
    plan_.card->shown_since = since;
    if (plan_.card->price != price_before) remember(cues_, {CueRecord::Kind::Product, sku, {}, plan_.card->price, tick});
}

void Director::finish_line(core::Tick tick) {
    if (!current_) return;
    const Line& line = show_.rundown[current_->segment].lines[current_->line];
    for (signal::AnchorPlan& anchor : plan_.anchors) {
        if (anchor.anchor == line.anchor) anchor.line = nullptr;
    }
    const bool segment_over = current_->line + 1 == show_.rundown[current_->segment].lines.size();
    may_start_ = tick + rate_.tick_at(segment_over ? show_.rundown[current_->segment].pause_s : kGap_s);
    current_.reset();
    pieces_.clear();
    if (prepared_.empty() && !next_place_) over_at_ = tick + rate_.tick_at(kTail_s);
}

void Director::start(core::Tick tick) {
    while (!prepared_.empty() && prepared_.front().is_answered && prepared_.front().line == nullptr) {
        ++failed_lines_;
        prepared_.pop_front();
        prepare();
        if (prepared_.empty() && !next_place_ && !over_at_) over_at_ = tick + rate_.tick_at(kTail_s);
    }
    if (prepared_.empty() || !prepared_.front().is_answered) return;
    Prepared& due = prepared_.front();
    if (filled(due.place) != due.text) {  // a fact changed since it was prepared
        const Line& line = show_.rundown[due.place.segment].lines[due.place.line];
        due.id = next_id_;
        due.text = filled(due.place);
        due.is_answered = false;
        due.line = nullptr;
        due.pieces.clear();
        requests_.push_back({next_id_++, line.anchor, due.text, line.language, show_.anchor(line.anchor)->voice.rate, line.sound, line.timing});
        return;
    }
    const Segment& segment = show_.rundown[due.place.segment];
    const Line& line = segment.lines[due.place.line];
    const auto spoken = due.line;
    pieces_ = std::move(due.pieces);
    shown_piece_ = 0;
    current_ = due.place;
    prepared_.pop_front();
    has_news_ = true;
    prepare();
    const std::int64_t samples = static_cast<std::int64_t>(spoken->samples.size());
    line_ends_ = tick + 1 + (samples * rate_.num / rate_.den) / core::kSampleRateHz;
    for (signal::AnchorPlan& anchor : plan_.anchors) {
        if (anchor.anchor != line.anchor) continue;
        anchor.line = spoken;
        anchor.line_started = tick;
        if (!line.gesture.empty()) {
            anchor.gesture = line.gesture;
            anchor.gesture_started = tick;
            remember(cues_, {CueRecord::Kind::Gesture, line.gesture, line.anchor, {}, tick});
        }
        anchor.mood = line.mood;
        anchor.mood_started = tick;
    }
    if (current_->line == 0 || segment.product != card_sku_) show_card(tick, segment.product);
    remember(spoken_, {line.anchor, words_of(line, *spoken), tick, line_ends_});
    ++spoken_lines_;
}

void Director::set_caption(core::Tick tick) {
    if (!current_ || pieces_.empty()) {
        plan_.captions.clear();
        return;
    }
    const Line& line = show_.rundown[current_->segment].lines[current_->line];
    const signal::AnchorPlan* anchor = nullptr;
    for (const signal::AnchorPlan& a : plan_.anchors) {
        if (a.anchor == line.anchor) anchor = &a;
    }
    const std::int64_t at = rate_.first_sample(tick) - rate_.first_sample(anchor->line_started);
    const CaptionPiece* shown = &pieces_.front();
    for (const CaptionPiece& piece : pieces_) {
        if (piece.from_sample <= at) shown = &piece;
    }
    const auto index = static_cast<std::size_t>(shown - pieces_.data());
    has_news_ = has_news_ || index != shown_piece_;
    shown_piece_ = index;
    plan_.captions.resize(1);
    plan_.captions[0].anchor = line.anchor;
    plan_.captions[0].text = shown->text;
}

void Director::set_clap(core::Tick tick) {
    if (show_.clap_every_s <= 0) return;
    const core::Tick every = std::max<core::Tick>(1, rate_.tick_at(show_.clap_every_s));
    plan_.clap = tick > 0 && tick % every == 0;
    const core::Tick near = rate_.tick_at(0.1) + 1;
    const core::Tick since = tick % every;
    const bool quiet = (since <= near && tick >= every) || every - since <= near;
    plan_.clap_quiet = quiet ? 0 : 1;
}

const signal::FramePlan& Director::step(core::Tick tick, std::span<const SpeechReply> replies) {
    take(replies);
    if (current_ && tick >= line_ends_) finish_line(tick);
    if (!current_ && tick >= may_start_ && !held_ && !over_at_) start(tick);
    if (std::exchange(facts_changed_, false)) {
        if (plan_.card) show_card(tick, card_sku_);
        has_news_ = true;
    }
    if (std::exchange(has_news_, false)) note_upcoming();
    plan_.tick = tick;
    set_caption(tick);
    set_clap(tick);
    plan_.is_over = over_at_ && tick + 1 >= *over_at_;
    return plan_;
}

void Director::next() {
    line_ends_ = 0;
}

void Director::previous() {
    if (spoken_.empty() || !current_) return;
    const Place here = *current_;
    std::optional<Place> before;
    for (std::optional<Place> at = first(); at && !(*at == here); at = after(*at)) {
        before = at;
        if (after(*at) == at) break;
    }
    next_place_ = before ? before : here;
    prepared_.clear();
    prepare();
    line_ends_ = 0;
}

bool Director::set_price(std::string_view sku, language::Money price) {
    if (facts_.find(sku) == nullptr) return false;
    std::erase_if(prices_, [&](const auto& p) { return p.first == sku; });
    prices_.emplace_back(sku, price);
    facts_changed_ = true;
    return true;
}

}  // namespace compere::show
