#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <thread>

#include "output/loopback.h"
#include "output/recording.h"
#include "output/push.h"

namespace compere::output {
namespace {

using namespace std::chrono_literals;

media::StreamInfo info() {
    media::StreamInfo out;
    // A sequence and a picture parameter set of a 64x64 stream, and AAC-LC, 48 kHz, stereo.
    out.video_extradata = {0, 0, 0, 1, 0x67, 0x64, 0, 0x0a, 0xac, 0xd9, 0x44, 0x26, 0xc0, 0x44, 0, 0, 0, 1, 0x68, 0xeb, 0xe3, 0xcb};
    out.audio_extradata = {0x11, 0x90};
    out.aigc = "{}";
    return out;
}

media::PacketPtr packet(std::int64_t pts) {
    auto out = std::make_shared<media::Packet>();
    out->track = media::Track::Audio;
    out->is_key = true;
    out->pts = out->dts = pts;
    out->duration = 1024;
    out->bytes = {0x21, 0x10, 0x04, 0x60, 0x8c, 0x1c};
    return out;
}

media::PacketPtr key_picture(std::int64_t tick) {
    auto out = std::make_shared<media::Packet>();
    out->is_key = true;
    out->pts = out->dts = tick;
    out->duration = 1;
    out->bytes = {0, 0, 0, 1, 0x65, 0x88, 0x84, 0x21};
    return out;
}

// The example of the module's README, word for word.
core::Result<std::int64_t> example(const std::filesystem::path& file, const media::StreamInfo& stream) {
    auto recording = Recording::create(file, stream);
    if (!recording) return recording.error();  // "/nowhere/a.mp4: cannot be written: No such file or directory"
    PacketQueue packets{100};
    std::jthread thread{[&] { (*recording)->run(packets); }};
    packets.push(packet(0));
    packets.close();
    thread.join();
    if ((*recording)->failure()) return *(*recording)->failure();
    return (*recording)->status().packets.load();
}

TEST(BackOff, DoublesUpToHalfAMinute) {
    const int seconds[]{1, 2, 4, 8, 16, 30, 30, 30};
    for (int n = 0; n < 8; ++n)
        EXPECT_EQ(back_off(n), std::chrono::seconds{seconds[n]}) << n;
    EXPECT_EQ(back_off(1'000'000), 30s);
    EXPECT_EQ(back_off(-1), 1s);
}

TEST(Recording, AnUnwritableFolderIsNamed) {
    // A file stands where the folder would be: refused for every user.
    const auto blocker = std::filesystem::temp_directory_path() / ("compere-blocker-" + std::to_string(getpid()));
    std::ofstream{blocker} << "x";
    const auto recording = Recording::create(blocker / "folder" / "a.mp4", info());
    ASSERT_FALSE(recording);
    EXPECT_THAT(recording.error().message, testing::StartsWith((blocker / "folder").string() + ": the recording folder cannot be made: "));
    EXPECT_FALSE(example(blocker / "a.mp4", info()));
    std::filesystem::remove(blocker);
    EXPECT_FALSE(Recording::create("/proc/compere/a.mp4", info()));
}

TEST(Recording, NamesThatAreTakenGetANumber) {
    const auto folder = std::filesystem::temp_directory_path() / ("compere-names-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    const auto first = recording_name(folder, "tea", "portrait");
    EXPECT_THAT(first.filename().string(), testing::MatchesRegex("tea-portrait-[0-9]{8}-[0-9]{6}\\.mp4"));
    for (int n = 0; n < 6; ++n)
        std::ofstream{claim_name(folder / "a.mp4")} << "x";
    for (const char* name : {"a.mp4", "a-2.mp4", "a-3.mp4", "a-6.mp4"})
        EXPECT_EQ(std::filesystem::file_size(folder / name), 1u) << name;
    std::filesystem::remove_all(folder);
}

// A show may be called anything.
TEST(Recording, ItsNameStaysInItsFolder) {
    for (const char* show : {"../../etc/x y", "/etc/x", "..", ".hidden", "a\nb", "a:b*c"}) {
        const auto file = recording_name("/srv/recordings", show, "../portrait");
        EXPECT_EQ(file.lexically_normal().parent_path(), "/srv/recordings") << file;
        EXPECT_EQ(file, file.lexically_normal()) << file;
        EXPECT_NE(file.filename().string().front(), '.');
        EXPECT_EQ(file.string().find_first_of("\n:*"), std::string::npos);
    }
    std::string chinese;
    for (int i = 0; i < 2000; ++i)
        chinese += "茶";
    const std::string name = recording_name("/srv", chinese, "portrait").filename().string();
    EXPECT_LT(name.size(), 200u);
    EXPECT_EQ(name.substr(0, 60).find_first_not_of(chinese), std::string::npos);
    EXPECT_EQ(name.find("-portrait-"), 60u);  // twenty whole letters
}

// A room that is started again, by hand or by whoever supervises it, leaves what the one before recorded.
TEST(Recording, OneOfBeforeStaysWhatItIs) {
    const auto folder = std::filesystem::temp_directory_path() / ("compere-before-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    std::ofstream{folder / "room.mp4"} << "recorded before";
    std::ofstream{folder / "parts-part001.mp4"} << "recorded before";
    {
        const auto one = Recording::create(folder / "room.mp4", info(), 0, AfterFailure::TryAgain);
        ASSERT_TRUE(one) << one.error().message;
        EXPECT_EQ((*one)->file(), folder / "room-2.mp4");
        const auto parts = Recording::create(folder / "parts.mp4", info(), 30, AfterFailure::TryAgain);
        ASSERT_TRUE(parts) << parts.error().message;
        EXPECT_EQ((*parts)->file(), folder / "parts-part001-2.mp4");
    }
    EXPECT_EQ(std::filesystem::file_size(folder / "room.mp4"), 15u);
    EXPECT_EQ(std::filesystem::file_size(folder / "parts-part001.mp4"), 15u);
    EXPECT_FALSE(std::filesystem::exists(folder / "room-2.mp4"));  // never on air: nothing is left of it
    std::filesystem::remove_all(folder);
}

TEST(Recording, CountsOnItsThreadWhileOthersRead) {
    const auto file = std::filesystem::temp_directory_path() / ("compere-counts-" + std::to_string(getpid()) + ".mp4");
    auto recording = Recording::create(file, info());
    ASSERT_TRUE(recording) << recording.error().message;
    PacketQueue packets{4};
    std::jthread thread{[&] { (*recording)->run(packets); }};
    for (std::int64_t tick = 0; tick < 30; ++tick) {
        packets.push(key_picture(tick));
        packets.push(packet(tick * 1024));
        EXPECT_LE((*recording)->status().packets.load(), 2 * (tick + 1));
    }
    packets.close();
    thread.join();
    EXPECT_FALSE((*recording)->failure()) << (*recording)->failure()->message;
    EXPECT_EQ((*recording)->status().packets.load(), 60);
    EXPECT_EQ((*recording)->status().bytes.load(), 30 * (8 + 6));
    EXPECT_EQ((*recording)->status().state.load(), State::Ended);
    std::filesystem::remove(file);
}

std::int64_t bytes_read() {
    std::ifstream io{"/proc/self/io"};
    std::string word;
    std::int64_t bytes = 0;
    io >> word >> bytes;
    return bytes;
}

// The tag is read back when a file ends, on the thread that the next part waits for: a day must not take longer than a minute.
TEST(Recording, ItsEndIsReadBackWithoutReadingAllOfIt) {
    const auto file = std::filesystem::temp_directory_path() / ("compere-long-" + std::to_string(getpid()) + ".mp4");
    auto recording = Recording::create(file, info());
    ASSERT_TRUE(recording) << recording.error().message;
    PacketQueue packets{80};
    std::jthread thread{[&] { (*recording)->run(packets); }};
    for (std::int64_t tick = 0; tick < 30 * 600; ++tick) {
        auto picture = std::make_shared<media::Packet>(*key_picture(tick));
        picture->bytes.resize(4000, 0x55);
        packets.push(std::move(picture));
    }
    const std::int64_t before = bytes_read();
    packets.close();
    thread.join();
    EXPECT_FALSE((*recording)->failure()) << (*recording)->failure()->message;
    EXPECT_GT(std::filesystem::file_size(file), 70'000'000u);
    EXPECT_LT(bytes_read() - before, 1 << 20);
    std::filesystem::remove(file);
}

// The sizes of an MP4's parts add up to the file: nothing is cut off in the middle.
bool ends_whole(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    std::uintmax_t at = 0;
    for (unsigned char head[4]; in.seekg(static_cast<std::streamoff>(at)) && in.read(reinterpret_cast<char*>(head), 4);) {
        const std::uintmax_t size = (std::uintmax_t{head[0]} << 24) | (head[1] << 16) | (head[2] << 8) | head[3];
        if (size < 8) return false;
        at += size;
    }
    return at > 0 && at == std::filesystem::file_size(file);
}

// Runs a recording that begins again; `trouble` is called after its first four seconds, `relief` some seconds later.
struct Troubled {
    std::filesystem::path folder = std::filesystem::temp_directory_path() / ("compere-troubled-" + std::to_string(getpid()));
    std::filesystem::path first = folder / "a.mp4", second = folder / "a-part002.mp4";
    std::int64_t files = 0, dropped = 0;
    bool has_failed = false;

    void run(AfterFailure after, const std::function<void()>& trouble, const std::function<void()>& relief) {
        std::filesystem::remove_all(folder);
        auto recording = Recording::create(first, info(), 0, after);
        ASSERT_TRUE(recording) << recording.error().message;
        PacketQueue packets{4};
        std::jthread thread{[&] { (*recording)->run(packets); }};
        std::int64_t sound = 0;
        const auto feed = [&](core::Tick from, core::Tick to) {
            for (core::Tick tick = from; tick < to; ++tick) {
                for (; sound < tick * 1600; sound += 1024) {
                    packets.push(packet(sound));
                }
                auto picture = std::make_shared<media::Packet>(*key_picture(tick));
                picture->bytes.resize(4000, 0x55);
                packets.push(std::move(picture));
            }
            while (packets.size() > 0) {
                std::this_thread::sleep_for(1ms);
            }
        };
        feed(0, 120);
        trouble();
        feed(120, 240);
        std::this_thread::sleep_for(20ms);
        has_failed = (*recording)->status().state == State::Failed;
        relief();
        feed(240, 600);
        packets.close();
        thread.join();
        files = (*recording)->status().connections;
        dropped = (*recording)->status().dropped;
    }
    ~Troubled() { std::filesystem::remove_all(folder); }
};

TEST(Recording, OneThatMayNotGrowEndsWholeAndGoesOnInAnother) {
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    Troubled trouble;
    trouble.run(AfterFailure::TryAgain,
        [&] {
            const rlimit small{600'000, before.rlim_max};
            setrlimit(RLIMIT_FSIZE, &small);
        },
        [&] { setrlimit(RLIMIT_FSIZE, &before); });
    EXPECT_TRUE(trouble.has_failed);
    EXPECT_EQ(trouble.files, 2);
    EXPECT_TRUE(ends_whole(trouble.first));
    EXPECT_GT(std::filesystem::file_size(trouble.first), 400'000u);
    EXPECT_TRUE(ends_whole(trouble.second));
    EXPECT_GT(std::filesystem::file_size(trouble.second), 100 * 4000u);
}

TEST(Recording, OneThatSomebodyRemovedIsNoticed) {
    Troubled trouble;
    trouble.run(AfterFailure::TryAgain, [&] { std::filesystem::remove_all(trouble.folder); }, [] {});
    EXPECT_TRUE(trouble.has_failed);
    EXPECT_EQ(trouble.files, 2);
    EXPECT_TRUE(ends_whole(trouble.second));
}

TEST(Recording, OneThatGivesUpStaysFailed) {
    Troubled trouble;
    trouble.run(AfterFailure::GiveUp, [&] { std::filesystem::remove(trouble.first); }, [] {});
    EXPECT_TRUE(trouble.has_failed);
    EXPECT_EQ(trouble.files, 1);
    EXPECT_FALSE(std::filesystem::exists(trouble.second));
    EXPECT_GT(trouble.dropped, 400);
}

TEST(Push, AServerThatGoesIsConnectedAgain) {
    const int port = test::free_port();
    Push push{{media::PushAddress::Scheme::Rtmp, "rtmp://127.0.0.1:" + std::to_string(port) + "/live", "bench"}, info()};
    const SinkStatus& status = push.status();
    PacketQueue packets{100};
    std::optional<core::ChildProcess> server{test::rtmp_server(port)};
    std::jthread thread{[&] { push.run(packets); }};
    std::int64_t tick = 0;
    const auto feed_until = [&](auto reached) {
        const auto deadline = std::chrono::steady_clock::now() + 30s;
        for (; !reached() && std::chrono::steady_clock::now() < deadline; ++tick) {
            packets.try_push(key_picture(tick));
            std::this_thread::sleep_for(5ms);
        }
        return reached();
    };
    EXPECT_TRUE(feed_until([&] { return status.packets >= 10; }));
    EXPECT_EQ(status.connections.load(), 1);
    server.reset();
    EXPECT_TRUE(feed_until([&] { return status.state == State::Waiting; }));
    const std::int64_t sent = status.packets;
    server.emplace(test::rtmp_server(port));
    EXPECT_TRUE(feed_until([&] { return status.packets >= sent + 10; }));
    EXPECT_EQ(status.connections.load(), 2);
    packets.close();
    thread.join();
    EXPECT_EQ(status.state.load(), State::Ended);
    EXPECT_GE(status.dropped.load(), 1);
}

TEST(Push, AClosedPortIsTriedAgainDropsAreCountedAndCancelEndsIt) {
    Push push{{media::PushAddress::Scheme::Rtmp, "rtmp://127.0.0.1:9/live", "secret"}, info()};
    PacketQueue packets{100};
    std::jthread thread{[&] { push.run(packets); }};
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    for (std::int64_t pts = 0; push.status().dropped < 5 && std::chrono::steady_clock::now() < deadline; pts += 1024) {
        packets.try_push(packet(pts));
        std::this_thread::sleep_for(20ms);
    }
    EXPECT_GE(push.status().dropped.load(), 5);
    EXPECT_EQ(push.status().connections.load(), 0);
    EXPECT_EQ(push.status().packets.load(), 0);
    EXPECT_NE(push.status().state.load(), State::Live);
    EXPECT_EQ(push.name(), "rtmp://127.0.0.1:9/live");
    const auto from = std::chrono::steady_clock::now();
    packets.close();
    push.cancel();
    thread.join();
    EXPECT_LT(std::chrono::steady_clock::now() - from, 3s);
    EXPECT_TRUE(packets.is_drained());
    EXPECT_NE(push.status().state.load(), State::Connecting);
}

}  // namespace
}  // namespace compere::output
