#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "show_file.h"

namespace compere::show {
namespace {

std::vector<std::string> rules(const std::vector<Problem>& problems, Severity severity) {
    std::vector<std::string> out;
    for (const Problem& p : problems) {
        if (p.severity == severity) out.push_back(p.rule);
    }
    return out;
}

const Problem* of(const std::vector<Problem>& problems, const std::string& rule) {
    for (const Problem& p : problems)
        if (p.rule == rule) return &p;
    return nullptr;
}

const std::string kHead = "show: s\nresponsible: { operator: Li, producer: Wang }\nproducts: goods.csv\nanchors: { tang: { model: tang.vrm } }\n";

TEST(CheckShow, AGoodShowHasNone) {
    const test::Folder folder;
    folder.write("goods.csv", test::kGoods);
    folder.write("tang.vrm", "x");
    const auto show = load_show(folder.write("show.yaml", kHead + "rundown: [ { product: TEA, say: [ \"{price}, {stock}\" ] } ]\noutputs: [ { record: r } ]\n"));
    ASSERT_TRUE(show) << show.error().message;
    const auto problems = check_show(*show);
    for (const Problem& p : problems)
        ADD_FAILURE() << p.rule << " " << p.message;
}

TEST(CheckShow, MissingFilesHaveARuleAndAPlace) {
    const auto show = test::load_text(
        "show: s\nresponsible: { operator: Li, producer: Wang }\n"
        "anchors:\n  tang: { model: tang.vrm, motions: { sit: '#Sit', wave: built-in greet, bow: bow.vrma } }\n"
        "stage: { set: set.glb, sky: sky.hdr }\nlayouts: { main: [ { image: logo.png } ] }\n"
        "rundown: [ { say: [ { sound: one.wav, timing: one.TextGrid } ] } ]\noutputs: [ { record: r } ]\n");
    ASSERT_TRUE(show) << show.error().message;
    const auto problems = check_show(*show);
    EXPECT_EQ(rules(problems, Severity::Error), (std::vector<std::string>(7, "file-missing")));
    EXPECT_EQ(problems[0].mark.line, 4);
    EXPECT_EQ(problems[0].field, "model");
    EXPECT_THAT(problems[0].message, testing::HasSubstr("tang.vrm is not there"));
    EXPECT_EQ(problems[0].mark.column, 18);
    EXPECT_EQ(problems[1].field, "motions");
    EXPECT_EQ(problems[1].mark.column, 79);
    EXPECT_EQ(problems[2].field, "set");
    EXPECT_EQ(problems[2].mark.line, 5);
}

TEST(CheckShow, FactsNeedAProductThatHasThem) {
    const auto without = test::load_text(kHead + "rundown: [ { say: [ \"only {price}\" ] } ]\n");
    ASSERT_TRUE(without) << without.error().message;
    EXPECT_NE(of(check_show(*without), "fact-without-product"), nullptr);
    const auto unknown = test::load_text(kHead + "rundown: [ { product: CUP, say: [ \"{stock} left\" ] } ]\n");
    ASSERT_TRUE(unknown);
    EXPECT_THAT(rules(check_show(*unknown), Severity::Error), testing::Contains("stock-unknown"));
}

TEST(CheckShow, PreflightBlocksOnlyWhatLeavesTheMachine) {
    const std::string show = test::small_show();
    const auto local = test::load_text(show + "outputs: [ { rtmp: \"rtmp://127.0.0.1/live\", key: k } ]\n");
    const auto away = test::load_text(show + "outputs: [ { rtmp: \"rtmp://push.example/live\", key: k } ]\n");
    ASSERT_TRUE(local && away);
    EXPECT_FALSE(pushes_away(*local));
    EXPECT_TRUE(pushes_away(*away));
    EXPECT_THAT(rules(check_show(*local), Severity::Warning), testing::IsSupersetOf({"operator-missing", "producer-missing"}));
    EXPECT_THAT(rules(check_show(*away), Severity::Error), testing::IsSupersetOf({"operator-missing", "producer-missing"}));
}

TEST(CheckShow, AHostThatOnlyLooksLocalIsAway) {
    Show show;
    Output output;
    output.kind = Output::Kind::Push;
    for (const char* url : {"rtmp://127.evil.example/live", "rtmp://localhost.example/live", "rtmp://127.0.0.1:x@platform.example/live", "rtmp://localhost@platform.example/live"}) {
        output.url = url;
        show.outputs = {output};
        EXPECT_TRUE(pushes_away(show)) << url;
    }
    for (const char* url : {"rtmp://127.0.0.1:1935/live", "rtmp://localhost/live", "rtmp://[::1]:1935/live"}) {
        output.url = url;
        show.outputs = {output};
        EXPECT_FALSE(pushes_away(show)) << url;
    }
    output.kind = Output::Kind::Record;
    show.outputs = {output};
    EXPECT_FALSE(pushes_away(show));
}

TEST(CheckShow, ABasePriceWithoutEvidence) {
    const test::Folder folder;
    folder.write("goods.csv", "sku,title,price,base_price\nTEA,Tea,1,2\n");
    folder.write("tang.vrm", "x");
    const auto show = load_show(folder.write("show.yaml", kHead + "rundown: [ { say: [ x ] } ]\noutputs: [ { record: r } ]\n"));
    ASSERT_TRUE(show);
    EXPECT_EQ(rules(check_show(*show), Severity::Warning), (std::vector<std::string>{"price-without-evidence"}));
    for (const Problem& problem : check_show(*show)) {  // where it stands: in the catalogue
        if (problem.rule == "price-without-evidence") {
            EXPECT_EQ(problem.file, show->products_file->string());
        }
    }
}

TEST(CheckShow, AFolderIsNoFile) {
    const auto show = test::load_text(kHead + "layouts: { main: [ { clip: /etc } ] }\nrundown: [ { say: [ x ] } ]\n");
    ASSERT_TRUE(show) << show.error().message;
    const auto problems = check_show(*show);
    const auto clip = std::find_if(problems.begin(), problems.end(), [](const Problem& p) { return p.field == "clip"; });
    ASSERT_NE(clip, problems.end());
    EXPECT_EQ(clip->message, "/etc is a folder, not a file");
    EXPECT_EQ(clip->mark.line, 5);
}

TEST(CheckShow, AnOutputThatIsOffIsToldAndSoIsAShowWithoutAny) {
    const auto some = test::load_text(kHead + "rundown: [ { say: [ x ] } ]\noutputs:\n  - { rtmp: \"\" }\n  - { record: r }\n");
    ASSERT_TRUE(some) << some.error().message;
    const auto problems = check_show(*some);
    const Problem* off = of(problems, "output-off");
    ASSERT_NE(off, nullptr);
    EXPECT_EQ(off->severity, Severity::Warning);
    EXPECT_EQ(off->mark.line, 7);
    EXPECT_EQ(off->message, "this output is off: its rtmp is empty");
    EXPECT_EQ(of(problems, "no-output"), nullptr);
    const auto none = test::load_text(kHead + "rundown: [ { say: [ x ] } ]\noutputs:\n  - { record: \"\" }\n");
    ASSERT_TRUE(none);
    const auto silent = check_show(*none);
    ASSERT_NE(of(silent, "no-output"), nullptr);
    EXPECT_EQ(of(silent, "no-output")->message, "nothing goes out: no output is on");
    EXPECT_EQ(of(silent, "canvas-unused"), nullptr);
}

TEST(CheckShow, TheSamePushTwice) {
    const auto twice = test::load_text(kHead + "rundown: [ { say: [ x ] } ]\noutputs:\n  - { rtmp: \"rtmp://127.0.0.1/live/\", key: k }\n  - { rtmp: \"rtmp://127.0.0.1/live/k\" }\n  - { rtmp: \"rtmp://127.0.0.1/live\", key: k2 }\n");
    ASSERT_TRUE(twice) << twice.error().message;
    const auto problems = check_show(*twice);
    EXPECT_EQ(std::count_if(problems.begin(), problems.end(), [](const Problem& p) { return p.rule == "push-twice"; }), 1);
    ASSERT_NE(of(problems, "push-twice"), nullptr);
    EXPECT_EQ(of(problems, "push-twice")->mark.line, 8);
    EXPECT_EQ(of(problems, "push-twice")->message, "it pushes to the same address and key as the output of line 7");
}

TEST(CheckShow, OutputsOfACanvasShareOneBitrateAndAPushIsNotSplit) {
    const auto show = test::load_text(kHead + "rundown: [ { say: [ x ] } ]\noutputs:\n  - { record: a }\n  - { rtmp: \"rtmp://127.0.0.1/live\", key: k, bitrate: 6M, split: 10m }\n  - { record: b, bitrate: 12M }\n  - { record: c, bitrate: 6M }\n");
    ASSERT_TRUE(show) << show.error().message;
    EXPECT_EQ(show->bitrate_bps(show->canvases.front().name), 6'000'000);
    const auto problems = check_show(*show);
    EXPECT_EQ(std::count_if(problems.begin(), problems.end(), [](const Problem& p) { return p.rule == "bitrate-shared"; }), 1);
    ASSERT_NE(of(problems, "bitrate-shared"), nullptr);
    EXPECT_EQ(of(problems, "bitrate-shared")->mark.line, 9);
    EXPECT_EQ(of(problems, "bitrate-shared")->message, fmt::format("the outputs of the canvas {} share one encode: it has the 6000 kbit/s of line 8, not 12000", show->canvases.front().name));
    ASSERT_NE(of(problems, "split-of-push"), nullptr);
    EXPECT_EQ(of(problems, "split-of-push")->mark.line, 8);
}

TEST(CheckShow, NobodyAnswersAtThePlaceOfResponsible) {
    const auto show = test::load_text("show: s\nresponsible: { operator: \"\" }\nanchors: { a: { model: m } }\nrundown: [ { say: [ x ] } ]\n");
    ASSERT_TRUE(show) << show.error().message;
    const auto problems = check_show(*show);
    ASSERT_NE(of(problems, "operator-missing"), nullptr);
    EXPECT_EQ(of(problems, "operator-missing")->mark.line, 2);
}

TEST(CheckShow, AnUnusedCanvasIsTold) {
    const auto show = test::load_text(kHead + "canvases: { a: {}, b: {} }\nrundown: [ { say: [ x ] } ]\noutputs: [ { record: r } ]\n");
    ASSERT_TRUE(show) << show.error().message;
    EXPECT_THAT(rules(check_show(*show), Severity::Warning), testing::Contains("canvas-unused"));
}

}  // namespace
}  // namespace compere::show
