#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
        "rundown: [ { say: [ { sound: one.wav, timing: one.TextGrid } ] } ]\n");
    ASSERT_TRUE(show) << show.error().message;
    const auto problems = check_show(*show);
    EXPECT_EQ(rules(problems, Severity::Error), (std::vector<std::string>(7, "file-missing")));
    EXPECT_EQ(problems[0].mark.line, 4);
    EXPECT_THAT(problems[0].message, testing::HasSubstr("tang.vrm is not there"));
}

TEST(CheckShow, FactsNeedAProductThatHasThem) {
    const auto without = test::load_text(kHead + "rundown: [ { say: [ \"only {price}\" ] } ]\n");
    ASSERT_TRUE(without) << without.error().message;
    const Problem* problem = of(check_show(*without), "fact-without-product");
    EXPECT_NE(problem, nullptr);
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

TEST(CheckShow, AnUnusedCanvasIsTold) {
    const auto show = test::load_text(kHead + "canvases: { a: {}, b: {} }\nrundown: [ { say: [ x ] } ]\noutputs: [ { record: r } ]\n");
    ASSERT_TRUE(show) << show.error().message;
    EXPECT_THAT(rules(check_show(*show), Severity::Warning), testing::Contains("canvas-unused"));
}

}  // namespace
}  // namespace compere::show
