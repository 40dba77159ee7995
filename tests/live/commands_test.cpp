#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "command.h"

namespace compere {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const std::filesystem::path kSource{COMPERE_SOURCE_DIR};
const std::string kDemo = (kSource / "assets/shows/tea-house/show.yaml").string();

class Commands : public testing::Test {
protected:
    void SetUp() override { std::filesystem::create_directories(folder); }
    void TearDown() override { std::filesystem::remove_all(folder); }

    test::Ran compere(const std::string& words) const { return test::run("'" COMPERE_BINARY "' " + words); }
    std::string place(const std::string& name) const { return (folder / name).string(); }
    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream{folder / name, std::ios::binary} << text;
        return place(name);
    }
    // The first `bytes` of a file, under a new name.
    std::string cut(const std::filesystem::path& file, std::size_t bytes, const std::string& name) const {
        std::string head(bytes, '\0');
        std::ifstream{file, std::ios::binary}.read(head.data(), static_cast<std::streamsize>(bytes));
        return write(name, head);
    }
    std::string show(const std::string& model, const std::string& line, const std::string& more = {}) const {
        return write("show.yaml", "show: s\nanchors: { a: { model: " + model + " } }\nrundown: [ { say: [ " + line + " ] } ]\n" + more);
    }
    // What the world did wrong: one sentence, exit 1.
    void expect_sentence(const test::Ran& ran, const std::string& part) const {
        EXPECT_EQ(ran.exit, 1) << ran.err;
        EXPECT_THAT(ran.err, StartsWith("compere: "));
        EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
        EXPECT_THAT(ran.err, HasSubstr(part));
    }

    std::filesystem::path folder = std::filesystem::temp_directory_path() / ("compere-commands-" + std::to_string(getpid()));
    std::string host = (kSource / "assets/anchors/tang.vrm").string();
};

TEST_F(Commands, RenderIsDeterministicAndFrameIsTheSamePicture) {
    std::string sums[2];
    for (int i = 0; i < 2; ++i) {
        const std::string file = place("show" + std::to_string(i) + ".mp4");
        const auto ran = compere("render '" + kDemo + "' --size 180x320 --seconds 1.2 --out '" + file + "' --report '" + place("report.json") + "'");
        ASSERT_EQ(ran.exit, 0) << ran.err;
        sums[i] = test::run("ffmpeg -v error -i '" + file + "' -f md5 -").out;
        EXPECT_EQ(test::run("ffprobe -v error -count_frames -select_streams v -show_entries stream=width,height,nb_read_frames -of csv=p=0 '" + file + "'").out, "180,320,36\n");
    }
    EXPECT_THAT(sums[0], StartsWith("MD5="));
    EXPECT_EQ(sums[0], sums[1]);
    for (const char* name : {"one.png", "two.png"}) {
        const auto ran = compere("frame '" + kDemo + "' --size 180x320 --at 1 --out '" + place(name) + "'");
        ASSERT_EQ(ran.exit, 0) << ran.err;
    }
    EXPECT_EQ(test::run("cmp '" + place("one.png") + "' '" + place("two.png") + "'").exit, 0);
    // Against tick 30 of the recording: the same picture but for the encoder's loss.
    const auto psnr = test::run("ffmpeg -v info -i '" + place("one.png") + "' -i '" + place("show0.mp4") +
                                "' -lavfi '[0]format=yuv420p[a];[1]select=eq(n\\,30),setpts=0,format=yuv420p[b];[a]setpts=0[c];[c][b]psnr' -frames:v 1 -f null -");
    const std::size_t at = psnr.err.find("average:");
    ASSERT_NE(at, std::string::npos) << psnr.err;
    EXPECT_GT(psnr.err.compare(at + 8, 3, "inf") == 0 ? 99.0 : std::stod(psnr.err.substr(at + 8)), 25.0) << psnr.err.substr(at);
}

// A clip that is red for half a second and then blue, with a tone while it is blue; below it a live input that `render` cannot see, with
// the image that stands for it.
TEST_F(Commands, RenderShowsAClipWithItsSoundAndTheFallbackOfAnInput) {
    const auto made = test::run("ffmpeg -v error -f lavfi -i color=red:size=64x64:rate=30:duration=0.5 -f lavfi -i color=blue:size=64x64:rate=30:duration=0.5 -f lavfi -i "
                                "\"aevalsrc='0.4*gte(t,0.5)*sin(2*PI*440*t)':s=48000:d=1\" -filter_complex '[0][1]concat[v]' -map '[v]' -map 2 -c:v libx264 -pix_fmt yuv420p -c:a pcm_s16le '" + place("clip.mov") + "'");
    ASSERT_EQ(made.exit, 0) << made.err;
    ASSERT_EQ(test::run("ffmpeg -v error -f lavfi -i color=0x00ff00:size=32x32 -frames:v 1 '" + place("soon.png") + "'").exit, 0);
    const std::string file = write("show.yaml", "show: s\nanchors: { a: { model: " + host + " } }\nrundown: [ { pause: 9, say: [ \"。\" ] } ]\nlayouts: { main: [ { clip: clip.mov, at: [0, 0], width: 540 }, { input: { uri: 'srt://127.0.0.1:9', fallback: soon.png }, at: [0, 960], width: 540, height: 540 } ] }\n"
                                                "canvases: { portrait: { size: 180x320, layout: main } }\n");
    const auto ran = compere("render '" + file + "' --seconds 2 --out '" + place("out.mp4") + "' --report '" + place("report.json") + "'");
    ASSERT_EQ(ran.exit, 0) << ran.err;
    const auto rgb_at = [&](int tick, int x, int y) {
        const std::string bytes = test::run("ffmpeg -v error -i '" + place("out.mp4") + "' -vf \"select=eq(n\\," + std::to_string(tick) + "),crop=8:8:" + std::to_string(x) + ":" + std::to_string(y) + ",scale=1:1,format=rgb24\" -frames:v 1 -f rawvideo -").out;
        std::vector<int> out;
        for (const char c : bytes) {
            out.push_back(static_cast<unsigned char>(c));
        }
        return out;
    };
    const auto is = [](int r, int g, int b) { return testing::ElementsAre(testing::AllOf(testing::Ge(r - 24), testing::Le(r + 24)), testing::AllOf(testing::Ge(g - 24), testing::Le(g + 24)), testing::AllOf(testing::Ge(b - 24), testing::Le(b + 24))); };
    for (const int tick : {0, 14, 30, 44}) {
        EXPECT_THAT(rgb_at(tick, 40, 60), is(254, 0, 0)) << tick;
    }
    for (const int tick : {15, 29, 45, 59}) {
        EXPECT_THAT(rgb_at(tick, 40, 60), is(0, 0, 254)) << tick;
    }
    EXPECT_THAT(rgb_at(20, 40, 200), is(0, 255, 0));
    // The tone lasts from sample 24000 to 48000 and again: loud, quiet, loud, quiet, by halves of a second.
    const std::string sound = test::run("ffmpeg -v error -i '" + place("out.mp4") + "' -f s16le -ac 1 -ar 48000 -").out;
    for (std::size_t half = 0; half < 4; ++half) {
        int peak = 0;
        for (std::size_t i = half * 24000 + 1200; i < (half + 1) * 24000 - 1200; ++i) {
            std::int16_t sample;
            std::memcpy(&sample, sound.data() + 2 * i, 2);
            peak = std::max(peak, std::abs(static_cast<int>(sample)));
        }
        EXPECT_EQ(peak > 6000, half % 2 == 1) << half << ": " << peak;
    }
    const auto report = nlohmann::json::parse(std::ifstream{place("report.json")});
    ASSERT_EQ(report["sources"].size(), 2u);
    EXPECT_EQ(report["sources"][0]["missed_ticks"], 0);
}

TEST_F(Commands, BenchMeasuresAllCanvasesOrOne) {
    for (const auto& [words, size] : {std::pair{"", "90x160 + 160x90"}, {"--canvas portrait", "90x160"}}) {
        const auto ran = compere("bench '" + kDemo + "' --size 90x160 --seconds 1 --json " + words);
        ASSERT_EQ(ran.exit, 0) << ran.err;
        const auto json = nlohmann::json::parse(ran.out);
        EXPECT_EQ(json["size"], size);
        EXPECT_EQ(json["ticks"], 30);
        EXPECT_GT(json["encode_alone_cpu_ms"], 0);
        const double tick_ms = json["cpu_s"].get<double>() * 1e3 / 30;
        EXPECT_NEAR(json["ratio"], tick_ms / json["encode_alone_cpu_ms"].get<double>(), 1e-6);
        EXPECT_GT(json["machine_share"], 0);
        EXPECT_EQ(json["rooms"], static_cast<int>(0.75 / json["machine_share"].get<double>()));
        for (const auto& output : json["outputs"]) {
            EXPECT_EQ(output["connections"], 1) << output;
            EXPECT_GT(output["packets"], 60) << output;
        }
        EXPECT_EQ(json["outputs"].size(), std::string{words}.empty() ? 4u : 2u);
    }
}

TEST_F(Commands, MissingAndBrokenShows) {
    expect_sentence(compere("frame /nowhere/show.yaml --at 0 --out " + place("a.png")), "/nowhere/show.yaml: ");
    expect_sentence(compere("frame " + show(host, "x", "rundwn: 1\n") + " --at 0 --out " + place("a.png")), "show.yaml:4:1: unknown key \"rundwn\", did you mean \"rundown\"?");
    write("goods.csv", "sku,title,price\nA,Tea,\"19,9\"\n");
    expect_sentence(compere("render " + show(host, "x", "products: goods.csv\n") + " --seconds 1 --out " + place("a.mp4")),
                    "goods.csv:2:7: price must be a number with at most two decimals, got \"19,9\"");
}

TEST_F(Commands, ATruncatedModelIsNamed) {
    const std::string model = cut(host, 4000, "host.vrm");
    expect_sentence(compere("frame " + show(model, "x") + " --size 64x64 --at 0 --out " + place("a.png")), "host.vrm");
    expect_sentence(compere("frame " + show(place("none.vrm"), "x") + " --size 64x64 --at 0 --out " + place("a.png")), "none.vrm");
}

TEST_F(Commands, ATruncatedSoundIsRefusedAloneAndInAShow) {
    const std::string sound = write("line.wav", "RIFF\x10\x20");
    expect_sentence(compere("visemes '" + sound + "'"), "line.wav is not a WAV file");
    expect_sentence(compere("render " + show(host, "{ sound: line.wav }") + " --size 64x64 --seconds 1 --out " + place("a.mp4")), "show.yaml:3:21: ");
}

TEST_F(Commands, AnInstalledTreeRunsFromAnyFolder) {
    const std::filesystem::path build = std::filesystem::path{COMPERE_BINARY}.parent_path().parent_path();
    const std::string tree = place("tree");
    ASSERT_EQ(test::run("cmake --install '" + build.string() + "' --prefix '" + tree + "' >/dev/null").exit, 0);
    const auto ran = test::run("cd / && '" + tree + "/bin/compere' frame '" + tree + "/share/compere/shows/tea-house/show.yaml' --size 90x160 --at 0 --out '" + place("a.png") + "'");
    EXPECT_EQ(ran.exit, 0) << ran.err;
    EXPECT_TRUE(std::filesystem::exists(place("a.png")));
}

TEST_F(Commands, APreviewWithoutADisplaySaysSo) {
    unsetenv("DISPLAY");
    unsetenv("WAYLAND_DISPLAY");
    unsetenv("SDL_VIDEODRIVER");
    expect_sentence(compere("preview " + show(host, "x") + " --size 64x64 --seconds 1"), "no display for the preview window");
}

TEST_F(Commands, AnUnwritableFolderIsNamed) {
    write("blocker", "x");
    expect_sentence(compere("render " + show(host, "x") + " --size 64x64 --seconds 1 --out " + place("blocker/a.mp4")), "blocker");
    expect_sentence(compere("run " + show(host, "x", "responsible: { operator: Li, producer: Wang }\noutputs: [ { record: blocker } ]\n") + " --seconds 1"), "blocker");
}

TEST_F(Commands, CheckTellsAllAndItsSchemaIsJson) {
    const auto ran = compere("check " + show(place("none.vrm"), "x"));
    EXPECT_EQ(ran.exit, 1);
    EXPECT_THAT(ran.out, HasSubstr("none.vrm is not there"));
    EXPECT_THAT(compere("check --schema").out, StartsWith("{"));
}

// What `run` refuses is told by `check`, all of it and where it stands.
TEST_F(Commands, CheckFindsWhatRunRefuses) {
    write("note.txt", "text");
    write("empty.mp4", "");
    write("blocker", "x");
    cut(host, 4000, "cut.vrm");
    ASSERT_EQ(test::run("ffmpeg -v error -f lavfi -i testsrc=size=64x64:rate=30:duration=1 -c:v libx264 -y '" + place("full.mp4") + "'").exit, 0);
    cut(place("full.mp4"), 3000, "cut.mp4");
    unsetenv("COMPERE_TEST_KEY");
    const std::string file = write("show.yaml",
                                   "show: s\nresponsible: { operator: Li, producer: Wang }\nanchors:\n  a: { model: " + host + ", motions: { sit: note.txt } }\n  b: { model: cut.vrm }\nlayouts:\n  main:\n"
                                   "    - { clip: note.txt }\n    - { clip: empty.mp4 }\n    - { clip: cut.mp4 }\n    - { clip: full.mp4 }\n    - { image: note.txt }\n    - { input: { uri: \"srt://127.0.0.1:9\", fallback: note.txt } }\n"
                                   "rundown:\n  - say:\n    - { text: x, gesture: backflip }\n    - { text: x, mood: silly }\n    - { text: x, gesture: sit, mood: sad }\n    - { sound: note.txt }\noutputs:\n"
                                   "  - { srt: \"srt://127.0.0.1:9\", key: short }\n  - { srt: \"srt://127.0.0.1\" }\n  - { srt: \"srt://127.0.0.1:99999\" }\n  - { srt: \"srt://127.0.0.1:9?mode=listener\" }\n  - { srt: \"http://x/\" }\n"
                                   "  - { rtmp: \"rtmp://127.0.0.1/live\" }\n  - { rtmp: \"rtmp://127.0.0.2/live\", key: \"\" }\n  - { rtmp: \"rtmp://127.0.0.1/live\", key: \"${COMPERE_TEST_KEY}\" }\n"
                                   "  - { record: /proc/rec }\n  - { record: blocker }\n  - { record: new/deep }\n");
    const auto ran = compere("check '" + file + "' --json");
    EXPECT_EQ(ran.exit, 1) << ran.err;
    std::vector<std::string> places;
    const auto json = nlohmann::json::parse(ran.out);
    EXPECT_FALSE(json["ok"]);
    for (const auto& p : json["problems"]) {
        EXPECT_EQ(p["file"], file);
        EXPECT_GT(p["column"], 1) << p;
        if (p["severity"] == "error") places.push_back(std::to_string(p["line"].get<int>()) + " " + p["field"].get<std::string>());
    }
    EXPECT_THAT(places, testing::ElementsAre("4 motions", "5 model", "8 clip", "9 clip", "10 clip", "12 image", "13 fallback", "16 gesture", "17 mood", "19 sound", "21 key", "22 srt", "23 srt", "24 srt", "25 srt", "26 rtmp",
                                             "27 rtmp", "28 rtmp", "29 record", "30 record"));
    EXPECT_FALSE(std::filesystem::exists(folder / "new"));  // tried, and nothing left
    const auto text = compere("check '" + file + "'");
    EXPECT_THAT(text.out, HasSubstr("show.yaml:10:15: error: "));
    EXPECT_THAT(text.out, HasSubstr("show.yaml:16:27: error: the anchor a has no motion \"backflip\"\n"));
}

TEST_F(Commands, CheckGoesOnAfterAFaultOfLoading) {
    const auto ran = compere("check " + show(host, "x", "layouts: { main: [ { clip: none.mp4, volume: 9 }, { image: none.png } ] }\nmarket: XX\n"));
    EXPECT_EQ(ran.exit, 1);
    const std::size_t volume = ran.out.find("show.yaml:4:46: error: volume"), clip = ran.out.find("none.mp4 is not there"), image = ran.out.find("none.png is not there"), market = ran.out.find("show.yaml:5:9: error: market");
    EXPECT_LT(clip, volume) << ran.out;
    EXPECT_LT(volume, image) << ran.out;
    EXPECT_LT(image, market) << ran.out;
    EXPECT_NE(market, std::string::npos) << ran.out;
}

TEST_F(Commands, CheckLooksAtTheWholeRoom) {
    ASSERT_EQ(test::run("ffmpeg -v error -f lavfi -i color=red:size=8000x4500 -frames:v 1 '" + place("a.png") + "' && cp '" + place("a.png") + "' '" + place("b.png") + "'").exit, 0);
    const auto ran = compere("check " + show(host, "x", "layouts: { main: [ { image: a.png }, { image: b.png } ] }\n"));
    EXPECT_EQ(ran.exit, 1);
    EXPECT_THAT(ran.out, HasSubstr("show.yaml:4:38: error: with ")) << ran.out;
}

TEST_F(Commands, TheDemoIsReadyWithoutItsEnvironment) {
    for (const char* name : {"PUSH_URL", "PUSH_KEY", "PUSH_URL_WIDE", "PUSH_KEY_WIDE", "RECORD_DIR", "COMPERE_OPERATOR", "COMPERE_PRODUCER"}) {
        unsetenv(name);
    }
    const auto ran = compere("check '" + kDemo + "'");
    EXPECT_EQ(ran.exit, 0) << ran.out << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("this output is off: its rtmp is empty"));
    EXPECT_THAT(ran.out, testing::Not(HasSubstr(" error: ")));
}

TEST_F(Commands, RunSaysWhatIsOffAndWhatIsNotSet) {
    unsetenv("COMPERE_TEST_URL");
    const auto ran = compere("run " + show(host, "x", "canvases: { main: { size: 64x64 } }\noutputs: [ { rtmp: \"${COMPERE_TEST_URL}\", key: x } ]\n") + " --seconds 0.2");
    EXPECT_EQ(ran.exit, 0) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("show.yaml:5:20: the environment variable COMPERE_TEST_URL is not set, and empty here"));
    EXPECT_THAT(ran.err, HasSubstr("show.yaml:5:20: this output is off: its rtmp is empty"));
    EXPECT_THAT(ran.err, HasSubstr("show.yaml:5:10: nothing goes out: no output is on"));
    const auto mood = compere("run " + show(host, "{ text: x, mood: silly }") + " --seconds 1 --size 64x64");
    EXPECT_EQ(mood.exit, 1);
    EXPECT_THAT(mood.err, HasSubstr("show.yaml:3:21: the anchor a has no mood \"silly\""));
}

TEST_F(Commands, WhereAReportOrPictureCannotBeWrittenNothingBegins) {
    const std::string file = show(host, "x", "canvases: { main: { size: 64x64 } }\n");
    expect_sentence(compere("run " + file + " --seconds 1 --report /nonexistent/r.json"), "/nonexistent/r.json: it cannot be written: No such file or directory");
    expect_sentence(compere("render " + file + " --seconds 1 --out " + place("a.mp4") + " --report /nonexistent/r.json"), "/nonexistent/r.json: it cannot be written");
    EXPECT_FALSE(std::filesystem::exists(place("a.mp4")));
    expect_sentence(compere("frame " + file + " --at 0 --out /nonexistent/a.png"), "/nonexistent/a.png: it cannot be written");
}

TEST_F(Commands, ANumberThatDoesNotFitIsOneShortSentence) {
    const auto zero = compere("run show.yaml --seconds 0");
    EXPECT_EQ(zero.exit, 2);
    EXPECT_THAT(zero.err, HasSubstr("--seconds: must be a number above 0, got \"0\""));
    EXPECT_LT(zero.err.size(), 200u);
    EXPECT_THAT(compere("frame show.yaml --at -1 --out a.png").err, HasSubstr("--at: must be a number of 0 or more, got \"-1\""));
}

TEST_F(Commands, CheckNamesAFileOnce) {
    const auto large = compere("check " + write("large.yaml", std::string((1u << 20) + 1, '#')));
    EXPECT_EQ(large.out, place("large.yaml") + ": error: a show file is at most 1 MiB\n");
}

TEST_F(Commands, AWrongCallIsExitTwo) {
    for (const char* words : {"", "dance", "render", "render show.yaml --out a.mp4", "frame show.yaml --at -1 --out a.png", "run", "check"})
        EXPECT_EQ(compere(words).exit, 2) << words;
    EXPECT_EQ(compere("--help").exit, 0);
}

}  // namespace
}  // namespace compere
