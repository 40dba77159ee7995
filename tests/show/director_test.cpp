#include "show/director.h"

#include <gtest/gtest.h>

#include <map>

namespace compere::show {
namespace {

using core::Tick;

Line line(const std::string& text) {
    Line out;
    out.text = text;
    out.anchor = "tang";
    return out;
}

Segment segment(std::vector<Line> lines, const std::string& product = {}) {
    Segment out;
    out.lines = std::move(lines);
    out.product = product;
    return out;
}

Show show_of(std::vector<Segment> rundown) {
    Show show;
    show.canvases.emplace_back();
    Anchor tang;
    tang.name = "tang";
    show.anchors.push_back(tang);
    show.rundown = std::move(rundown);
    show.products = *commerce::Catalogue::parse("sku,title,price,stock,unit,base_price,base_kind,base_date,evidence\n"
                                                "TEA,Tea,19.90,320,tin,25.9,usual,2026-10-01,E\nCUP,Cup,89,,,99,,,\n",
                                                "goods.csv");
    return show;
}

// Speaks each request at once as a line of `seconds`, unless its text is in `mute` (fails) or `slow` (not answered).
struct Booth {
    double seconds = 1;
    std::string mute, slow;
    std::vector<std::string> asked;

    std::vector<SpeechReply> answer(const std::vector<SpeechRequest>& requests) {
        std::vector<SpeechReply> out;
        for (const SpeechRequest& request : requests) {
            asked.push_back(request.text);
            if (!slow.empty() && request.text == slow) continue;
            out.push_back({request.id, nullptr});
            if (!mute.empty() && request.text == mute) continue;
            auto spoken = std::make_shared<signal::SpokenLine>();
            spoken->text = request.text;
            spoken->samples.resize(static_cast<std::size_t>(48000 * seconds));
            out.back().line = spoken;
        }
        return out;
    }
};

struct Rehearsal {
    explicit Rehearsal(const Show& show) : director{show}, replies{booth.answer(director.take_requests())} {}
    Rehearsal(const Show& show, Booth with) : director{show}, booth{std::move(with)}, replies{booth.answer(director.take_requests())} {}
    signal::FramePlan step() {
        const auto plan = director.step(tick++, replies);
        replies = booth.answer(director.take_requests());
        return plan;
    }
    signal::FramePlan to(Tick last) {  // the plan of `last`
        signal::FramePlan plan;
        while (tick <= last) {
            plan = step();
            if (plan.is_over && over < 0) over = plan.tick;
        }
        return plan;
    }

    Director director;
    Booth booth;
    std::vector<SpeechReply> replies;
    Tick tick = 0, over = -1;
};

// Days on air: the newest lines are kept, not the first.
TEST(Director, RememberedLinesAreBounded) {
    Show show = show_of({segment({line("one"), line("two"), line("three")})});
    for (Line& spoken : show.rundown[0].lines)
        spoken.gesture = "nod";
    show.repeats = true;
    Rehearsal run{show};
    std::size_t most = 0, most_cues = 0;
    while (run.tick < 100'000) {
        run.step();
        most = std::max(most, run.director.spoken().size());
        most_cues = std::max(most_cues, run.director.cues().size());
    }
    EXPECT_EQ(most, 2 * Director::kRecords);
    EXPECT_EQ(most_cues, 2 * Director::kRecords);
    EXPECT_GT(run.director.cues().back().start, 100'000 - 100);
    EXPECT_GE(run.director.spoken().size(), Director::kRecords);
    EXPECT_GT(run.director.spoken().back().end, 100'000 - 100);
    EXPECT_GT(run.director.spoken_lines(), 100'000 / 50);
}

// Whoever draws captions and cards has time for it: each is named at least 20 ticks before it is shown, with the words that it will have.
TEST(Director, WhatWillBeShownIsNamedBefore) {
    const std::string two_pieces = "这一句话很长，所以它的字幕要分成两段来显示。第二段在第一段之后，一段也不能少。";
    const Show show = show_of({segment({line("one"), line(two_pieces)}, "TEA"), segment({line("three {price}")}, "CUP")});
    Rehearsal run{show};
    std::map<std::string, Tick> captions, cards;
    std::uint64_t versions = 0;
    std::vector<std::string> shown;
    std::optional<signal::CardPlan> card;
    while (run.tick < 250) {
        const signal::FramePlan plan = run.step();
        if (plan.upcoming.version != versions) {
            versions = plan.upcoming.version;
            for (const auto& next : plan.upcoming.captions) {
                EXPECT_EQ(next.anchor, "tang");
                captions.emplace(next.text, plan.tick);
            }
            if (const auto& next = plan.upcoming.card) cards.emplace(next->title + next->price, plan.tick);
        }
        for (const auto& caption : plan.captions) {
            if (!shown.empty() && shown.back() == caption.text) continue;
            shown.push_back(caption.text);
            ASSERT_TRUE(captions.count(caption.text)) << caption.text;
            EXPECT_GE(plan.tick, captions[caption.text] + 20) << caption.text;
        }
        if (plan.card && (!card || card->sku != plan.card->sku)) {
            card = plan.card;
            ASSERT_TRUE(cards.count(card->title + card->price)) << card->title;
            EXPECT_GE(plan.tick, cards[card->title + card->price] + 20);
        }
    }
    EXPECT_EQ(shown.size(), 4u);
    ASSERT_TRUE(card);
    EXPECT_EQ(card->sku, "CUP");
    EXPECT_LE(versions, 10u);  // for each line once answered, once begun and once a piece: most ticks say nothing new
}

TEST(Director, ANewPriceRenamesWhatWillBeShown) {
    const Show show = show_of({segment({line("one")}), segment({line("two")}, "TEA")});
    Rehearsal run{show};
    run.to(30);
    ASSERT_TRUE(run.director.set_price("TEA", {1800, "CNY"}));
    const signal::FramePlan plan = run.step();
    ASSERT_TRUE(plan.upcoming.card);
    EXPECT_EQ(plan.upcoming.card->price, "18");
    EXPECT_FALSE(plan.card);
}

TEST(Director, GesturesCardsAndNewPricesAreRemembered) {
    Show show = show_of({segment({line("one")}), segment({line("two"), line("three")}, "TEA"), segment({line("four")}, "CUP")});
    show.rundown[0].lines[0].gesture = "greet";
    show.rundown[1].lines[1].gesture = "present";
    Rehearsal run{show};
    run.to(80);  // the second line and its card are there
    ASSERT_TRUE(run.director.set_price("TEA", {1800, "CNY"}));
    ASSERT_TRUE(run.director.set_price("CUP", {8800, "CNY"}));  // not shown yet: no cue of its own
    run.to(300);
    std::vector<std::string> told;
    for (const CueRecord& cue : run.director.cues()) {
        told.push_back((cue.kind == CueRecord::Kind::Gesture ? cue.anchor + ' ' + cue.name : cue.name + ' ' + cue.price) + ' ' + std::to_string(cue.start));
    }
    EXPECT_EQ(told, (std::vector<std::string>{"tang greet 24", "TEA 19.9 73", "TEA 18 81", "tang present 114", "CUP 88 163"}));
}

// 30 ticks a second; 0.8 s before the first line, 0.35 s between lines, 0.6 s after a segment, 2 s after the last.
TEST(Director, LinesInOrderWithTheirGaps) {
    const Show show = show_of({segment({line("one"), line("two")}), segment({line("three")})});
    Rehearsal run{show};
    run.to(300);
    const auto& spoken = run.director.spoken();
    ASSERT_EQ(spoken.size(), 3u);
    EXPECT_EQ(spoken[0].text, "one");
    EXPECT_EQ(spoken[0].start, 24);
    EXPECT_EQ(spoken[0].end, 55);  // 30 ticks of sound and the one in which it ends
    EXPECT_EQ(spoken[1].text, "two");
    EXPECT_EQ(spoken[1].start, 65);
    EXPECT_EQ(spoken[2].text, "three");
    EXPECT_EQ(spoken[2].start, 96 + 18);
    EXPECT_EQ(spoken[2].end, 145);
    EXPECT_EQ(run.over, 145 + 60 - 1);  // its last tick ends 2 s after the line
    EXPECT_EQ(run.director.failed_lines(), 0);
}

TEST(Director, TheAnchorSpeaksExactlyThen) {
    const Show show = show_of({segment({line("one")})});
    Rehearsal run{show};
    EXPECT_EQ(run.to(23).anchors.at(0).line, nullptr);
    const auto first = run.to(24);
    ASSERT_NE(first.anchors.at(0).line, nullptr);
    EXPECT_EQ(first.anchors[0].line->text, "one");
    EXPECT_EQ(first.anchors[0].line_started, 24);
    EXPECT_NE(run.to(54).anchors.at(0).line, nullptr);
    EXPECT_EQ(run.to(55).anchors.at(0).line, nullptr);
}

TEST(Director, GestureAndMoodStartWithTheLine) {
    Line polite = line("one");
    polite.gesture = "bow";
    polite.mood = "happy";
    const Show show = show_of({segment({polite, line("two")})});
    Rehearsal run{show};
    const auto plan = run.to(30);
    EXPECT_EQ(plan.anchors[0].gesture, "bow");
    EXPECT_EQ(plan.anchors[0].gesture_started, 24);
    EXPECT_EQ(plan.anchors[0].mood, "happy");
    const auto later = run.to(70);
    EXPECT_EQ(later.anchors[0].gesture, "bow");  // it plays out
    EXPECT_EQ(later.anchors[0].mood, "");
}

TEST(Director, FactsAreFilledIn) {
    Line english = line("{price}, {stock} left");
    english.language = language::Language::English;
    const Show show = show_of({segment({line("只要{price}，还剩{stock}"), english}, "TEA"), segment({line("{stock}")}, "CUP")});
    Rehearsal run{show};
    run.to(10);
    ASSERT_EQ(run.booth.asked.size(), 3u);
    EXPECT_EQ(run.booth.asked[0], "只要19.9元，还剩320");
    EXPECT_EQ(run.booth.asked[1], "19.9 yuan, 320 left");
    EXPECT_EQ(run.booth.asked[2], "{stock}");  // unknown: `check` refuses it
}

TEST(Director, AChangedPriceIsNeverSpokenStale) {
    const Show show = show_of({segment({line("只要{price}")}, "TEA")});
    Rehearsal run{show};
    run.to(10);
    EXPECT_TRUE(run.director.set_price("TEA", {1500, "CNY"}));
    EXPECT_FALSE(run.director.set_price("POT", {1500, "CNY"}));
    run.to(60);
    EXPECT_EQ(run.booth.asked, (std::vector<std::string>{"只要19.9元", "只要15元"}));
    ASSERT_EQ(run.director.spoken().size(), 1u);
    EXPECT_EQ(run.director.spoken()[0].text, "只要15元");
    EXPECT_EQ(run.director.spoken()[0].start, 25);  // prepared again on tick 24, answered on the next
}

TEST(Director, AnAnswerToAnOvertakenRequestIsIgnored) {
    const Show show = show_of({segment({line("{price}")}, "TEA")});
    Director director{show};
    const auto first = director.take_requests();
    ASSERT_EQ(first.size(), 1u);
    auto stale = std::make_shared<signal::SpokenLine>();
    stale->text = "19.9元";
    stale->samples.resize(4800);
    for (Tick t = 0; t < 20; ++t)
        director.step(t, {});
    director.set_price("TEA", {100, "CNY"});
    const SpeechReply late[]{{first[0].id, stale}};
    for (Tick t = 20; t < 40; ++t)
        director.step(t, t == 22 ? std::span<const SpeechReply>{late} : std::span<const SpeechReply>{});
    EXPECT_TRUE(director.spoken().empty());
    const auto again = director.take_requests();
    ASSERT_EQ(again.size(), 1u);
    EXPECT_NE(again[0].id, first[0].id);
    EXPECT_EQ(again[0].text, "1元");
}

TEST(Director, AFailedLineIsPassedOver) {
    const Show show = show_of({segment({line("one"), line("two"), line("three")})});
    Rehearsal run{show, {1, "two", "", {}}};
    run.to(300);
    ASSERT_EQ(run.director.spoken().size(), 2u);
    EXPECT_EQ(run.director.spoken()[1].text, "three");
    EXPECT_EQ(run.director.spoken()[1].start, 65);
    EXPECT_EQ(run.director.failed_lines(), 1);
    EXPECT_GT(run.over, 0);
}

TEST(Director, IfTheLastLineOrAllFailTheShowStillEnds) {
    const Show all = show_of({segment({line("one")})});
    Rehearsal none{all, {1, "one", "", {}}};
    none.to(200);
    EXPECT_EQ(none.over, 24 + 60 - 1);
    const Show last = show_of({segment({line("one"), line("two")})});
    Rehearsal run{last, {1, "two", "", {}}};
    run.to(300);
    EXPECT_EQ(run.director.failed_lines(), 1);
    EXPECT_GT(run.over, 55);
}

TEST(Director, ALineThatIsNotReadyIsWaitedFor) {
    const Show show = show_of({segment({line("one"), line("two")})});
    Rehearsal run{show, {1, "", "one", {}}};
    run.to(100);
    EXPECT_TRUE(run.director.spoken().empty());
    EXPECT_EQ(run.over, -1);
}

TEST(Director, ForeverBeginsAgain) {
    Show whole = show_of({segment({line("one")}), segment({line("two")})});
    whole.repeats = true;
    Rehearsal run{whole};
    run.to(3000);
    EXPECT_EQ(run.over, -1);
    const auto& spoken = run.director.spoken();
    ASSERT_GT(spoken.size(), 20u);
    for (std::size_t i = 0; i < spoken.size(); ++i)
        EXPECT_EQ(spoken[i].text, i % 2 == 0 ? "one" : "two");
    Show one = show_of({segment({line("one")}), segment({line("two")}), segment({line("never")})});
    one.rundown[1].repeats = true;
    Rehearsal stuck{one};
    stuck.to(1000);
    EXPECT_EQ(stuck.director.spoken().back().text, "two");
    EXPECT_EQ(stuck.over, -1);
}

TEST(Director, ALineOfNoSoundEndsAtOnce) {
    const Show show = show_of({segment({line("one"), line("two")})});
    Rehearsal run{show, {0, "", "", {}}};
    run.to(200);
    ASSERT_EQ(run.director.spoken().size(), 2u);
    EXPECT_EQ(run.director.spoken()[0].end, 25);
    EXPECT_GT(run.over, 0);
}

TEST(Director, CaptionsFollowTheTextMarks) {
    const std::string first = "第一句话要有足够的字数才会分开来显示，所以写长一点。", second = "第二句话也是一样的道理，也要写得长一点才能够分开。";
    const Show show = show_of({segment({line(first + second)})});
    Director director{show};
    auto spoken = std::make_shared<signal::SpokenLine>();
    spoken->text = first + second;
    spoken->samples.resize(96000);
    spoken->text_marks = {{0, 0}, {first.size(), 24000}};  // at half a second: tick 15 of the line
    const SpeechReply replies[]{{director.take_requests().at(0).id, spoken}};
    const auto caption = [](const signal::FramePlan& plan) { return plan.captions.empty() ? "" : plan.captions[0].text; };
    for (Tick t = 0; t < 90; ++t) {
        const auto plan = director.step(t, t == 0 ? std::span<const SpeechReply>{replies} : std::span<const SpeechReply>{});
        const std::string wanted = t < 24 || t >= 85 ? "" : t < 39 ? first : second;
        EXPECT_EQ(caption(plan), wanted) << t;
    }
}

TEST(Director, WithoutMarksCaptionsGoByTheShareOfTheText) {
    const std::string first = "第一句话要有足够的字数才会分开来显示，所以写长一点。", second = "第二句话要有足够的字数才会分开来显示，所以写长一点。";
    const Show show = show_of({segment({line(first + second)})});
    Rehearsal run{show, {2, "", "", {}}};
    EXPECT_EQ(run.to(24 + 29).captions.at(0).text, first);
    EXPECT_EQ(run.to(24 + 30).captions.at(0).text, second);
}

TEST(Director, TheCardShowsTheSegmentsProductWithItsFacts) {
    const Show show = show_of({segment({line("one")}), segment({line("two")}, "TEA"), segment({line("three")}, "CUP")});
    Rehearsal run{show};
    EXPECT_FALSE(run.to(30).card);
    const auto tea = run.to(80).card;
    ASSERT_TRUE(tea);
    EXPECT_EQ(tea->title, "Tea");
    EXPECT_EQ(tea->price, "19.9");
    EXPECT_EQ(tea->unit, "/tin");
    EXPECT_EQ(tea->base_price, "25.9");
    EXPECT_EQ(tea->base_meaning, "usual");
    EXPECT_EQ(tea->stock, "库存 320 tin");
    EXPECT_EQ(tea->shown_since, 55 + 18);
    run.director.set_price("TEA", {1500, "CNY"});
    const auto cheaper = run.to(85).card;
    ASSERT_TRUE(cheaper);
    EXPECT_EQ(cheaper->price, "15");
    EXPECT_EQ(cheaper->shown_since, 55 + 18);  // the same card
    const auto cup = run.to(130).card;
    ASSERT_TRUE(cup);
    EXPECT_EQ(cup->title, "Cup");
    EXPECT_EQ(cup->base_price, "");  // no meaning, date, evidence
    EXPECT_EQ(cup->stock, "");
}

TEST(Director, ClapsOnTheirTickInQuiet) {
    Show show = show_of({segment({line("one")})});
    show.clap_every_s = 2;
    Rehearsal run{show, {30, "", "", {}}};
    for (Tick t = 0; t < 200; ++t) {
        const auto plan = run.step();
        EXPECT_EQ(plan.clap, t == 60 || t == 120 || t == 180) << t;
        const Tick to_clap = std::min({std::abs(t - 60), std::abs(t - 120), std::abs(t - 180), std::abs(t - 240)});
        EXPECT_EQ(plan.clap_quiet, to_clap <= 4 ? 0 : 1) << t;  // 100 ms and the tick that it falls into
    }
}

TEST(Director, WithoutClapsNothingIsQuiet) {
    const Show show = show_of({segment({line("one")})});
    Rehearsal run{show};
    for (Tick t = 0; t < 100; ++t) {
        const auto plan = run.step();
        EXPECT_FALSE(plan.clap);
        EXPECT_EQ(plan.clap_quiet, 1);
    }
}

TEST(Director, AnOperatorHoldsAndSteps) {
    const Show show = show_of({segment({line("one"), line("two"), line("three")})});
    Rehearsal run{show};
    run.director.hold(true);
    run.to(50);
    EXPECT_TRUE(run.director.spoken().empty());
    run.director.hold(false);
    run.to(55);  // "one" since 51
    run.director.next();
    run.to(70);
    ASSERT_EQ(run.director.spoken().size(), 2u);
    EXPECT_EQ(run.director.spoken()[1].text, "two");
    EXPECT_EQ(run.director.spoken()[1].start, 56 + 10);
    run.director.previous();
    run.to(90);
    ASSERT_EQ(run.director.spoken().size(), 3u);
    EXPECT_EQ(run.director.spoken()[2].text, "one");
}

TEST(Director, PreviousOnTheFirstLineSaysItAgainAndNextAfterTheEndDoesNothing) {
    const Show show = show_of({segment({line("one"), line("two")})});
    Rehearsal run{show};
    run.to(30);
    run.director.previous();
    run.to(45);
    ASSERT_EQ(run.director.spoken().size(), 2u);
    EXPECT_EQ(run.director.spoken()[1].text, "one");
    run.to(300);
    EXPECT_GT(run.over, 0);
    run.director.next();
    run.director.previous();
    run.to(400);
    EXPECT_EQ(run.director.spoken().size(), 3u);
}

}  // namespace
}  // namespace compere::show
