#include "show/load_show.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "show_file.h"

namespace compere::show {
namespace {

using test::fault;
using test::load_text;
using test::small_show;
using testing::HasSubstr;
using testing::StartsWith;

TEST(LoadShow, TheSmallestShowGetsDefaults) {
    const auto show = load_text(small_show());
    ASSERT_TRUE(show) << show.error().message;
    EXPECT_EQ(show->name, "small");
    ASSERT_EQ(show->canvases.size(), 1u);
    EXPECT_EQ(show->canvases[0].width_px, 1080);
    EXPECT_EQ(show->canvases[0].height_px, 1920);
    EXPECT_EQ(show->canvases[0].rate, (core::FrameRate{30, 1}));
    EXPECT_EQ(show->canvases[0].camera, show->stage.cameras.at(0).name);
    EXPECT_EQ(show->layouts.count(show->canvases[0].layout), 1u);
    EXPECT_EQ(show->label, "AI数字人");
    EXPECT_EQ(show->producer, "local-rehearsal");
    EXPECT_FALSE(show->repeats);
    EXPECT_TRUE(show->outputs.empty());
    ASSERT_EQ(show->rundown.size(), 1u);
    EXPECT_EQ(show->rundown[0].lines.at(0).anchor, "tang");
    EXPECT_EQ(show->rundown[0].lines.at(0).text, "hello");
    EXPECT_TRUE(show->anchors[0].model.is_absolute());
}

TEST(LoadShow, ReadsWhatIsWritten) {
    const auto show = load_text(
        "show: full\nmarket: EU\nseed: 9\nresponsible: { operator: Li, producer: Wang }\n"
        "canvases:\n  wide: { size: 1280x720, fps: 30000/1001, camera: far, layout: bare }\n"
        "anchors:\n"
        "  tang:\n    model: tang.vrm\n    motions: { sit: '#Sit', bow: bow.vrma }\n"
        "    voice: { engine: file, voice: en, rate: 1.5 }\n    at: [0.5, 0, -0.25]\n    turn: -20\n"
        "stage:\n  colour: \"#c85a1e\"\n  cameras: { far: { at: [1, 2, 3], look_at: [0, 1, 0.5], fov: 40 } }\n"
        "  lights: [ { from: [1, 2, 3], colour: \"#ff0000\", strength: 2, shadow: true } ]\n"
        "products: goods.csv\n"
        "layouts:\n  bare: [ { stage: {} }, { text: hi, at: [10, 20], size: 60, opacity: 0.5 }, { card: TEA }, { caption: tang } ]\n"
        "rundown:\n  - segment: tea\n    product: TEA\n    pause: 2\n    say:\n"
        "      - { text: \"one\", lang: zh, gesture: bow, mood: happy }\n      - \"two\"\n"
        "outputs:\n  - { rtmp: \"rtmp://host/app\", key: k, bitrate: 2500k }\n  - { record: out }\n"
        "clap: { every: 500ms }\n");
    ASSERT_TRUE(show) << show.error().message;
    EXPECT_EQ(show->canvases[0].rate, (core::FrameRate{30000, 1001}));
    EXPECT_EQ(show->canvases[0].width_px, 1280);
    EXPECT_EQ(show->label, "AI host");
    EXPECT_EQ(show->seed, 9u);
    EXPECT_EQ(show->operator_name, "Li");
    const Anchor& tang = show->anchors[0];
    EXPECT_EQ(tang.motions.at("sit"), "#Sit");
    EXPECT_EQ(tang.motions.at("bow").filename(), "bow.vrma");
    EXPECT_TRUE(tang.motions.at("bow").is_absolute());
    EXPECT_EQ(tang.voice.engine, Voice::Engine::File);
    EXPECT_DOUBLE_EQ(tang.voice.rate, 1.5);
    EXPECT_EQ(tang.at_m, (std::array<float, 3>{0.5f, 0, -0.25f}));
    EXPECT_FLOAT_EQ(tang.turn_deg, -20);
    EXPECT_FLOAT_EQ(show->stage.colour_srgb[0], 200 / 255.0f);
    EXPECT_FLOAT_EQ(show->stage.colour_srgb[1], 90 / 255.0f);
    EXPECT_FLOAT_EQ(show->stage.colour_srgb[2], 30 / 255.0f);
    EXPECT_EQ(show->stage.lights.at(0).linear_rgb, (std::array<float, 3>{1, 0, 0}));
    EXPECT_TRUE(show->stage.lights[0].casts_shadow);
    const auto& layers = show->layouts.at("bare");
    ASSERT_EQ(layers.size(), 4u);
    EXPECT_EQ(layers[1].value, "hi");
    EXPECT_EQ(layers[1].at, (std::array<float, 2>{10, 20}));
    EXPECT_EQ(layers[2].value, "TEA");
    const Segment& tea = show->rundown.at(0);
    EXPECT_DOUBLE_EQ(tea.pause_s, 2);
    EXPECT_EQ(tea.lines[0].language, language::Language::Chinese);
    EXPECT_EQ(tea.lines[0].gesture, "bow");
    EXPECT_EQ(tea.lines[1].language, language::Language::English);  // the anchor's
    ASSERT_EQ(show->outputs.size(), 2u);
    EXPECT_EQ(show->outputs[0].bitrate_bps, 2'500'000);
    EXPECT_EQ(show->outputs[0].canvas, "wide");
    EXPECT_EQ(show->outputs[1].folder.filename(), "out");
    EXPECT_DOUBLE_EQ(show->clap_every_s, 0.5);
}

TEST(LoadShow, UnknownKeysNameTheNearestAndThePlace) {
    EXPECT_EQ(fault(small_show("rundwn: []\n")), "show.yaml:6:1: unknown key \"rundwn\", did you mean \"rundown\"?");
    EXPECT_EQ(fault(small_show("xylophone: 1\n")), "show.yaml:6:1: unknown key \"xylophone\"");
    EXPECT_EQ(fault(small_show("canvases:\n  main: { szie: 720x1280 }\n")), "show.yaml:7:11: unknown key \"szie\", did you mean \"size\"?");
    EXPECT_EQ(fault(small_show("stage:\n  cameras: { a: { fob: 3 } }\n")), "show.yaml:7:19: unknown key \"fob\", did you mean \"fov\"?");
}

TEST(LoadShow, KeysThatAreNotBuiltYetSaySo) {
    EXPECT_EQ(fault(small_show("brain: {}\n")), "show.yaml:6:1: \"brain\" is not built yet in this version");
    EXPECT_THAT(fault(small_show("layouts: { main: [ { ticker: a } ] }\n")), HasSubstr("\"ticker\" is not built yet"));
    EXPECT_THAT(fault("show: s\nanchors: { a: { model: m, voice: { engine: http } } }\nrundown: [ { say: [ x ] } ]\n"), HasSubstr("engine http is not built yet"));
}

TEST(LoadShow, ClipsAndLiveInputs) {
    const auto show = load_text(small_show("layouts: { main: [ { clip: a/b.mp4, loop: false, volume: 0.5 }, { input: { uri: 'srt://127.0.0.1:9000?passphrase=x', fallback: soon.png, delay: 500ms }, width: 640, height: 480 }, { input: { uri: 'my film.mp4' } } ] }\n"));
    ASSERT_TRUE(show) << show.error().message;
    const std::vector<Layer>& layers = show->layouts.at("main");
    EXPECT_EQ(layers[0].kind, Layer::Kind::Clip);
    EXPECT_THAT(layers[0].value, testing::EndsWith("/a/b.mp4"));
    EXPECT_FALSE(layers[0].loops);
    EXPECT_EQ(layers[0].volume, 0.5f);
    EXPECT_EQ(layers[1].kind, Layer::Kind::Input);
    EXPECT_EQ(layers[1].value, "srt://127.0.0.1:9000?passphrase=x");
    EXPECT_THAT(layers[1].fallback, testing::EndsWith("/soon.png"));
    EXPECT_DOUBLE_EQ(layers[1].delay_s, 0.5);
    EXPECT_EQ(layers[1].height, 480);
    EXPECT_TRUE(layers[1].loops);
    EXPECT_THAT(layers[2].value, testing::AllOf(StartsWith("file:///"), testing::EndsWith("/my%20film.mp4")));

    EXPECT_THAT(fault(small_show("layouts: { main: [ { input: { } } ] }\n")), HasSubstr("needs a uri"));
    EXPECT_THAT(fault(small_show("layouts: { main: [ { input: { uri: 'gopher://x' } } ] }\n")), HasSubstr("an input cannot be of \"gopher\""));
    EXPECT_THAT(fault(small_show("layouts: { main: [ { input: { uri: 'srt://x:1', delay: 1ms } } ] }\n")), HasSubstr("from 50ms to 10s"));
    EXPECT_THAT(fault(small_show("layouts: { main: [ { input: { url: x } } ] }\n")), HasSubstr("uri"));
    EXPECT_THAT(fault(small_show("layouts: { main: [ { clip: a.mp4, volume: 9 } ] }\n")), HasSubstr("volume"));
}

TEST(LoadShow, MissingKeys) {
    EXPECT_EQ(fault("anchors: { a: { model: m } }\nrundown: [ { say: [ x ] } ]\n"), "show.yaml:1:1: the key \"show\" is missing");
    EXPECT_EQ(fault("show: s\nrundown: [ { say: [ x ] } ]\n"), "show.yaml:1:1: the key \"anchors\" is missing");
    EXPECT_EQ(fault("show: s\nanchors: { a: { model: m } }\n"), "show.yaml:1:1: the key \"rundown\" is missing");
    EXPECT_THAT(fault("show: s\nanchors: { a: { turn: 3 } }\nrundown: [ { say: [ x ] } ]\n"), HasSubstr("the anchor a needs a model"));
    EXPECT_THAT(fault("show: s\nanchors: {}\nrundown: [ { say: [ x ] } ]\n"), HasSubstr("at least one anchor"));
    EXPECT_THAT(fault("show: s\nanchors: { a: { model: m } }\nrundown: []\n"), HasSubstr("no line to say"));
    EXPECT_THAT(fault(""), StartsWith("show.yaml"));
    EXPECT_THAT(fault("just words"), HasSubstr("\"show\" must be a mapping of keys"));
}

TEST(LoadShow, YamlThatDoesNotParseNamesThePlace) {
    EXPECT_THAT(fault("show: s\nanchors: { tang: [\n"), StartsWith("show.yaml:"));
    EXPECT_THAT(fault("show: s\n\tx: 1\n"), StartsWith("show.yaml:2:"));
    const auto none = load_show("/nowhere/show.yaml");
    ASSERT_FALSE(none);
    EXPECT_THAT(none.error().message, StartsWith("/nowhere/show.yaml: "));
    EXPECT_FALSE(load_show("/"));
}

TEST(LoadShow, Sizes) {
    EXPECT_EQ(*parse_size("720x1280"), (std::pair{720, 1280}));
    EXPECT_EQ(*parse_size("64x4096"), (std::pair{64, 4096}));
    for (const char* bad : {"", "x", "720", "720x", "x720", "721x1280", "720x1281", "62x720", "4098x64", "-720x1280", "720x1280 ", "720X1280", "7e2x1280", "99999999999x2"}) {
        EXPECT_FALSE(parse_size(bad)) << bad;
    }
    EXPECT_EQ(fault(small_show("canvases: { main: { size: 721x1280 } }\n")),
              "show.yaml:6:27: size must be WIDTHxHEIGHT, both even and from 64 to 4096, got \"721x1280\"");
}

TEST(LoadShow, FrameRates) {
    const std::pair<const char*, core::FrameRate> rates[]{{"25", {25, 1}}, {"30", {30, 1}}, {"50", {50, 1}}, {"60", {60, 1}}, {"30000/1001", {30000, 1001}}};
    for (const auto& [words, rate] : rates) {
        const auto show = load_text(small_show(std::string{"canvases: { main: { fps: "} + words + " } }\n"));
        ASSERT_TRUE(show) << words;
        EXPECT_EQ(show->canvases[0].rate, rate);
    }
    EXPECT_THAT(fault(small_show("canvases: { main: { fps: 29.97 } }\n")), HasSubstr("fps must be 25, 30, 50, 60 or 30000/1001, got \"29.97\""));
    EXPECT_THAT(fault(small_show("canvases: { a: { fps: 30 }, b: { fps: 25 } }\n")), HasSubstr("share one frame rate"));
}

TEST(LoadShow, NamesThatDoNotFit) {
    EXPECT_EQ(fault(small_show("canvases:\n  main: { size: 720x1280 }\n  main: { size: 64x64 }\n")), "show.yaml:8:3: there are two canvases \"main\"");
    EXPECT_THAT(fault(small_show("canvases: { main: { camera: top } }\n")), HasSubstr("names a camera \"top\""));
    EXPECT_THAT(fault(small_show("canvases: { main: { layout: top } }\n")), HasSubstr("names a layout \"top\""));
    EXPECT_THAT(fault(small_show("layouts: { main: [ { caption: wang } ] }\n")), HasSubstr("there is no anchor \"wang\""));
    EXPECT_THAT(fault(small_show("layouts: { main: [ { card: POT } ] }\n")), HasSubstr("there is no product \"POT\""));
    EXPECT_THAT(fault(small_show("layouts: { main: [ { card: current, text: x } ] }\n")), HasSubstr("exactly one of stage, image, text, card, caption"));
    EXPECT_THAT(fault("show: s\nproducts: goods.csv\nanchors: { a: { model: m } }\nrundown: [ { product: POT, say: [ x ] } ]\n"), HasSubstr("there is no product \"POT\""));
    EXPECT_THAT(fault("show: s\nanchors: { a: { model: m } }\nrundown: [ { say: [ { text: x, anchor: b } ] } ]\n"), HasSubstr("there is no anchor \"b\""));
    EXPECT_THAT(fault(small_show("outputs: [ { record: a, canvas: b } ]\n")), HasSubstr("there is no canvas \"b\""));
    EXPECT_THAT(fault(small_show("outputs: [ { record: a, rtmp: b } ]\n")), HasSubstr("an output goes to one place, this one has rtmp and record"));
    EXPECT_THAT(fault(small_show("outputs: [ { bitrate: 4M } ]\n")), HasSubstr("an output needs one of rtmp, srt and record"));
    EXPECT_THAT(fault(small_show("outputs: [ { record: a, bitrate: 4G } ]\n")), HasSubstr("bitrate must be from 50k to 50M"));
    EXPECT_EQ(fault(small_show("anchors: 3\n")), "show.yaml:6:1: the key \"anchors\" stands there twice");
}

TEST(LoadShow, AsManyCanvasesAndLinesAsARoomCanCarry) {
    std::string canvases, lines;
    for (int i = 0; i < 17; ++i) {
        canvases += fmt::format("c{}: {{}}, ", i);
    }
    EXPECT_EQ(fault(small_show("canvases: { " + canvases + "}\n")), "show.yaml:6:11: a room has at most 16 canvases, this has 17");
    for (int i = 0; i < 1000; ++i) {
        lines += "x, ";
    }
    std::string segments = "{ say: &l [ " + lines + "] }";
    for (int i = 0; i < 101; ++i) {
        segments += ", { say: *l }";
    }
    EXPECT_EQ(fault("show: s\nanchors: { a: { model: m } }\nrundown: [ " + segments + " ]\n"), "show.yaml:3:10: the rundown has more than 100000 lines");
}

TEST(LoadShow, ATwiceWrittenAnchorIsRefused) {
    EXPECT_EQ(fault("show: s\nanchors:\n  a: { model: m }\n  a: { model: n }\nrundown: [ { say: [ x ] } ]\n"), "show.yaml:4:3: there are two anchors \"a\"");
}

TEST(LoadShow, EmptyNamesOfFilesAreRefusedOrIgnoredWithoutHarm) {
    EXPECT_THAT(fault("show: s\nanchors: { a: { model: m, motions: { sit: '' } } }\nrundown: [ { say: [ x ] } ]\n"), HasSubstr("a motion must name a file"));
}

TEST(LoadShow, ForeverInItsTwoForms) {
    const auto whole = load_text("show: s\nanchors: { a: { model: m } }\nrundown:\n  - { segment: x, say: [ one ] }\n  - { repeat: forever }\n");
    ASSERT_TRUE(whole) << whole.error().message;
    EXPECT_TRUE(whole->repeats);
    ASSERT_EQ(whole->rundown.size(), 1u);
    EXPECT_FALSE(whole->rundown[0].repeats);
    const auto one = load_text("show: s\nanchors: { a: { model: m } }\nrundown:\n  - { segment: x, say: [ one ], repeat: forever }\n");
    ASSERT_TRUE(one) << one.error().message;
    EXPECT_FALSE(one->repeats);
    EXPECT_TRUE(one->rundown[0].repeats);
    EXPECT_THAT(fault("show: s\nanchors: { a: { model: m } }\nrundown:\n  - { say: [ one ], repeat: twice }\n"), HasSubstr("repeat must be forever, got \"twice\""));
}

TEST(LoadShow, TheEnvironmentFillsIn) {
    setenv("COMPERE_TEST_WORDS", "hi there", 1);
    unsetenv("COMPERE_TEST_NONE");
    const auto show = load_text("show: ${COMPERE_TEST_WORDS}\nanchors: { a: { model: m } }\nrundown: [ { say: [ \"${COMPERE_TEST_NONE:-well}\" ] } ]\n"
                                "outputs: [ { rtmp: \"${COMPERE_TEST_NONE:-}\" }, { record: r } ]\n");
    ASSERT_TRUE(show) << show.error().message;
    EXPECT_EQ(show->name, "hi there");
    EXPECT_EQ(show->rundown[0].lines[0].text, "well");
    EXPECT_EQ(show->outputs.size(), 1u);
    ASSERT_EQ(show->outputs_off.size(), 1u);  // a push without an address
    EXPECT_EQ(show->outputs_off[0].key, "rtmp");
    EXPECT_EQ(show->outputs_off[0].mark.line, 4);
}

TEST(LoadShow, AVariableThatIsNotSetIsEmptyAndTold) {
    unsetenv("COMPERE_TEST_NONE");
    const auto show = load_text(small_show("outputs: [ { rtmp: \"${COMPERE_TEST_NONE}\", key: x }, { record: \"\" }, { srt: \"${COMPERE_TEST_NONE:-}\" } ]\n"));
    ASSERT_TRUE(show) << show.error().message;
    EXPECT_TRUE(show->outputs.empty());
    EXPECT_EQ(show->outputs_off.size(), 3u);
    ASSERT_EQ(show->unset_variables.size(), 1u);
    EXPECT_EQ(show->unset_variables[0].name, "COMPERE_TEST_NONE");
    EXPECT_EQ(show->unset_variables[0].mark.line, 6);
    EXPECT_EQ(show->unset_variables[0].mark.column, 20);
    EXPECT_THAT(fault(small_show("outputs: [ { record: \"${HOME\" } ]\n")), HasSubstr("show.yaml:6:22: \"${HOME\" has no closing brace"));
}

TEST(LoadShow, ValuesThatNobodyKnows) {
    EXPECT_EQ(fault(small_show("timezone: Mars/Base\n")), "show.yaml:6:11: timezone must be one of the IANA's, like Asia/Shanghai, got \"Mars/Base\"");
    EXPECT_EQ(fault(small_show("timezone: Europe/Berlin\n")), "");
    EXPECT_EQ(fault(small_show("market: XX\n")), "show.yaml:6:9: market must be CN, EU or US, got \"XX\"");
    EXPECT_EQ(fault("show: s\nanchors: { a: { model: m } }\nrundown: [ { say: [ { text: \"win a {prize}\" } ] } ]\n"), "show.yaml:3:29: a line fills in {price} and {stock}, but not \"{prize}\"");
    EXPECT_THAT(fault("show: s\nanchors: { a: { model: m } }\nrundown: [ { say: [ \"{Price}\" ] } ]\n"), HasSubstr("but not \"{Price}\""));
    EXPECT_EQ(fault("show: s\nanchors: { a: { model: m } }\nrundown: [ { say: [ \"{ {price} {stock} }\" ] } ]\n"), "");
}

// What one fault hides is found only after the next upload.
TEST(ReadShow, AllThatIsWrongInTheOrderOfTheFile) {
    const test::Folder folder;
    folder.write("goods.csv", test::kGoods);
    const auto file = folder.write("show.yaml",
                                   "show: s\nmarket: XX\ncanvases:\n  main: { camera: top, layout: top }\nanchors: { a: { model: m, turn: x } }\nproducts: goods.csv\nlayouts:\n  one:\n"
                                   "    - { clip: c.mp4, volume: 9 }\n    - { caption: b }\n    - { card: POT }\n    - { imge: x }\n"
                                   "rundown:\n  - { product: POT, say: [ { text: x, lang: fr }, \"\" ] }\noutputs:\n  - { record: r, canvas: c, bitrate: 1 }\n");
    const Reading reading = read_show(file);
    std::vector<std::string> places;
    for (const Problem& p : reading.problems) {
        places.push_back(fmt::format("{}:{} {}", p.mark.line, p.mark.column, p.field));
        EXPECT_EQ(p.file, file.string());
        EXPECT_EQ(p.rule, "load");
    }
    EXPECT_THAT(places, testing::ElementsAre("2:9 market", "4:19 camera", "4:32 layout", "5:33 turn", "9:30 volume", "10:18 caption", "11:15 card", "12:9 imge", "14:16 product", "14:45 lang", "14:51 ",
                                             "16:26 canvas", "16:38 bitrate"));
    EXPECT_EQ(load_show(file).error().message, file.string() + ":2:9: market must be CN, EU or US, got \"XX\"");
}

TEST(ReadShow, OneFaultBringsNoOthers) {
    const auto count = [](const std::string& yaml) {
        const test::Folder folder;
        const auto reading = read_show(folder.write("show.yaml", yaml));
        return reading.problems.size();
    };
    EXPECT_EQ(count("show: s\nanchors: [ 1 ]\nlayouts: { l: [ { caption: a } ] }\nrundown: [ { say: [ { text: x, anchor: a } ] } ]\n"), 1u);
    EXPECT_EQ(count(small_show("products: none.csv\nlayouts: { l: [ { card: TEA } ] }\n")), 1u);
    EXPECT_EQ(count(small_show("stage: 3\nlayouts: 4\ncanvases: { m: { camera: c, layout: l } }\n")), 2u);
    EXPECT_EQ(count("show: s\nanchors: { a: { model: m } }\nrundwon: [ { say: [ x ] } ]\n"), 1u);
    EXPECT_EQ(count("just words"), 1u);
    EXPECT_EQ(count(""), 1u);
}

TEST(ReadShow, AProblemNamesItsFileOnce) {
    const test::Folder folder;
    const auto large = read_show(folder.write("show.yaml", std::string((1u << 20) + 1, '#')));
    ASSERT_EQ(large.problems.size(), 1u);
    EXPECT_EQ(large.problems[0].message, "a show file is at most 1 MiB");
    EXPECT_EQ(sentence(large.problems[0]), (folder.path() / "show.yaml").string() + ": a show file is at most 1 MiB");
    const auto goods = read_show(folder.write("show.yaml", small_show("products: none.csv\n")));
    ASSERT_EQ(goods.problems.size(), 1u);
    EXPECT_EQ(goods.problems[0].mark.line, 6);
    EXPECT_EQ(goods.problems[0].message, (folder.path() / "none.csv").string() + " is not there");
    folder.write("goods.csv", "sku,title,price\nA,Tea,\"19,9\"\nB,Cup,x\n");
    const auto price = read_show(folder.write("show.yaml", small_show("products: goods.csv\n")));
    ASSERT_EQ(price.problems.size(), 2u);
    EXPECT_EQ(price.problems[0].file, (folder.path() / "goods.csv").string());
    EXPECT_EQ(price.problems[0].mark.line, 2);
    EXPECT_EQ(price.problems[0].mark.column, 7);
    EXPECT_EQ(price.problems[1].mark.line, 3);
}

TEST(ReadShow, AClipFromAnAddressIsAnInput) {
    EXPECT_EQ(fault(small_show("layouts: { main: [ { clip: \"http://x/a.mp4\" } ] }\n")), "show.yaml:6:28: a clip is a file; a picture from an address is an input");
    EXPECT_THAT(fault(small_show("outputs: [ { record: \"srt://x:1\" } ]\n")), HasSubstr("record must be a folder or a file"));
}

TEST(LoadShow, ACatalogueErrorNamesTheCatalogue) {
    const test::Folder folder;
    folder.write("goods.csv", "sku,title,price\nA,Tea,\"19,9\"\n");
    const auto show = load_show(folder.write("show.yaml", small_show("products: goods.csv\n")));
    ASSERT_FALSE(show);
    EXPECT_EQ(show.error().message, (folder.path() / "goods.csv").string() + ":2:7: price must be a number with at most two decimals, got \"19,9\"");
}

TEST(LoadShow, TheDemoLoads) {
    const auto show = load_show(std::filesystem::path{COMPERE_SOURCE_DIR} / "assets/shows/tea-house/show.yaml");
    EXPECT_TRUE(show) << show.error().message;
}

TEST(LoadShow, ALayerHasAPlaceAndWordsThatCanBeDrawn) {
    EXPECT_THAT(fault(small_show("layouts: { main: [ { text: hi, at: [.nan, 1] } ] }\n")), HasSubstr("farther than 20000 pixels"));
    EXPECT_THAT(fault(small_show("layouts: { main: [ { text: hi, at: [1, -.inf] } ] }\n")), HasSubstr("farther than 20000 pixels"));
    EXPECT_THAT(fault(small_show("layouts: { main: [ { text: \"" + std::string(2001, 'x') + "\" } ] }\n")), HasSubstr("show.yaml:6:28: a text is longer than 2000 bytes"));
    EXPECT_EQ(fault(small_show("layouts: { main: [ { text: \"" + std::string(2000, 'x') + "\" } ] }\n")), "");
}

}  // namespace
}  // namespace compere::show
