#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "media/aigc.h"
#include "media/audio_encoder.h"
#include "media/av_log.h"
#include "media/resolve.h"
#include "media/video_encoder.h"
#include "output/loopback.h"
#include "output/push.h"

namespace compere::output {
namespace {

using namespace std::chrono_literals;
using media::PushAddress;

// Some other program, ended with the test.
class Program {
public:
    explicit Program(std::vector<std::string> words) {
        std::vector<char*> argv;
        for (std::string& word : words) {
            argv.push_back(word.data());
        }
        argv.push_back(nullptr);
        EXPECT_EQ(posix_spawnp(&pid_, argv[0], nullptr, nullptr, argv.data(), environ), 0) << argv[0];
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    ~Program() { end(SIGTERM); }
    void end(int signal) {
        if (pid_ <= 0) return;
        kill(pid_, signal);
        waitpid(std::exchange(pid_, -1), nullptr, 0);
    }
    void signal(int number) const { kill(pid_, number); }
    bool has_ended() {
        if (pid_ > 0 && waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = -1;
        return pid_ <= 0;
    }

private:
    pid_t pid_ = -1;
};

struct Room {  // what a small rendition gives
    media::StreamInfo info;
    std::vector<media::PacketPtr> packets;
};

Room encoded(core::Tick ticks) {
    media::VideoSettings settings{64, 64, {30, 1}};
    settings.bitrate_bps = 200'000;
    auto video = media::VideoEncoder::create(settings);
    auto audio = media::AudioEncoder::create({});
    EXPECT_TRUE(video && audio);
    Room out{{settings, {}, video->extradata(), audio->extradata(), media::aigc_label("Wang", "push")}, {}};
    signal::VideoFrame frame;
    frame.resize(64, 64);
    std::fill(frame.nv12.begin(), frame.nv12.end(), std::uint8_t{128});
    const std::vector<float> silence(2 * 1600);
    for (core::Tick tick = 0; tick < ticks; ++tick) {
        EXPECT_TRUE(audio->encode(silence, out.packets));
        EXPECT_TRUE(video->encode(frame, tick, out.packets));
    }
    return out;
}

std::filesystem::path scratch(const std::string& name) {
    const auto folder = std::filesystem::temp_directory_path() / ("compere-" + name + "-" + std::to_string(getpid()));
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    return folder;
}

// Feeds at the speed of a room until `reached` or the time is over.
template <class Reached>
bool feed(PacketQueue& queue, const Room& room, const Reached& reached, std::chrono::seconds time) {
    const auto from = std::chrono::steady_clock::now();
    for (const media::PacketPtr& packet : room.packets) {
        if (reached() || std::chrono::steady_clock::now() - from > time) break;
        queue.try_push(media::PacketPtr{packet});
        std::this_thread::sleep_for(8ms);
    }
    while (!reached() && std::chrono::steady_clock::now() - from < time) {
        std::this_thread::sleep_for(20ms);
    }
    return reached();
}

// The same as on a later day.
Room moved(Room room, core::Tick by) {
    for (media::PacketPtr& packet : room.packets) {
        auto late = std::make_shared<media::Packet>(*packet);
        const std::int64_t shift = packet->track == media::Track::Video ? by : room.info.video.rate.first_sample(by);
        late->pts += shift;
        late->dts += shift;
        packet = std::move(late);
    }
    return room;
}

// Stamps of the pictures in a file, in ms.
std::vector<std::int64_t> stamps_of(const std::filesystem::path& file) {
    const std::string out_file = file.string() + ".pts";
    EXPECT_EQ(std::system(("ffprobe -v error -select_streams v -show_entries packet=pts -of csv=p=0 '" + file.string() + "' > '" + out_file + "'").c_str()), 0);
    std::ifstream in{out_file};
    std::vector<std::int64_t> out;
    for (std::int64_t pts = 0; in >> pts; in.ignore(100, '\n')) {
        out.push_back(pts);
    }
    return out;
}

// A server that keeps all that it gets, each connection in a file.
struct Nginx {
    std::filesystem::path folder = scratch("nginx");
    int port = test::free_port();
    std::string url = "rtmp://127.0.0.1:" + std::to_string(port) + "/live";
    std::optional<Program> program;
    Nginx() {
        const std::string at = folder.string();
        std::filesystem::permissions(folder, std::filesystem::perms::all);
        std::ofstream{folder / "nginx.conf"} << "daemon off; master_process off; pid " << at << "/pid; error_log " << at << "/error.log;\nload_module /usr/lib/nginx/modules/ngx_rtmp_module.so;\nevents {}\n"
                                             << "rtmp { server { listen 127.0.0.1:" << port << "; application live { live on; record all; record_path " << at << "; record_suffix -%s.flv; record_unique on; } } }\n";
        program.emplace(std::vector<std::string>{"nginx", "-c", at + "/nginx.conf", "-e", at + "/error.log"});
        EXPECT_TRUE(test::accepts("127.0.0.1", port, 5s));
    }
    ~Nginx() {
        program.reset();
        std::filesystem::remove_all(folder);
    }
};

// Until the last packet was sent or dropped.
void push_all(Push& push, const Room& room) {
    PacketQueue queue{4000};
    std::jthread thread{[&] { push.run(queue); }};
    feed(queue, room, [&] { return push.status().packets + push.status().dropped >= static_cast<std::int64_t>(room.packets.size()); }, 30s);
    queue.close();
}

TEST(RtmpPush, AnotherEncodersParameterSetsMakeItBeginAnew) {
    Room room = encoded(30 * 6);
    for (media::PacketPtr& packet : room.packets) {
        if (packet->track != media::Track::Video || packet->pts != 120) continue;
        auto marked = std::make_shared<media::Packet>(*packet);
        auto other = room.info.video_extradata;
        other.back() ^= 1;
        marked->new_extradata = std::make_shared<const std::vector<std::uint8_t>>(other);
        packet = std::move(marked);
    }
    const Nginx nginx;
    Push push{{PushAddress::Scheme::Rtmp, nginx.url, "key"}, room.info};
    push_all(push, room);
    EXPECT_EQ(push.status().connections.load(), 2);
    EXPECT_EQ(push.status().dropped.load(), 0);
}

// The old key picture would be late, and what follows it would refer to pictures that were never sent.
TEST(RtmpPush, WhatARenewedConnectionWasToBeginWithIsOldOnceItIsRefused) {
    const Room room = encoded(30 * 24);
    Nginx nginx;
    Push push{{PushAddress::Scheme::Rtmp, nginx.url, "key"}, room.info, 3s};
    std::jthread room_on_air{[&] { push_all(push, room); }};
    const auto wait_until = [](const auto& is_so) {
        for (int i = 0; i < 5000 && !is_so(); ++i) {
            std::this_thread::sleep_for(5ms);
        }
    };
    wait_until([&] { return push.status().packets >= 240; });  // three seconds; it is renewed a second later
    nginx.program->signal(SIGSTOP);                            // its port still takes connections, and nobody answers
    wait_until([&] { return push.status().state == State::Waiting; });
    nginx.program->signal(SIGCONT);
    room_on_air.join();
    EXPECT_GE(push.status().connections.load(), 2);
    std::this_thread::sleep_for(500ms);
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator{nginx.folder}) {
        if (entry.path().extension() != ".flv") continue;
        ++files;
        const auto stamps = stamps_of(entry.path());
        for (std::size_t i = 1; i < stamps.size(); ++i) {
            EXPECT_LE(stamps[i] - stamps[i - 1], 40) << entry.path() << " picture " << i;
        }
    }
    EXPECT_GE(files, 2);
}

// FLV's stamps end after 2³¹ ms: a push that is made on the 25th day would jump back in time.
TEST(RtmpPush, ADayOnWhichFlvsStampsWouldEndIsLikeAnyOther) {
    const auto folder = scratch("late");
    const std::string url = "rtmp://127.0.0.1:" + std::to_string(test::free_port()) + "/live";
    Program server{{"ffmpeg", "-loglevel", "error", "-nostdin", "-listen", "1", "-copyts", "-i", url + "/key", "-c", "copy", "-copyts", (folder / "got.flv").string()}};
    const Room room = moved(encoded(30 * 8), (std::int64_t{1} << 31) * 30 / 1000 - 30 * 4);
    Push push{{PushAddress::Scheme::Rtmp, url, "key"}, room.info};
    push_all(push, room);
    for (int i = 0; i < 500 && !server.has_ended(); ++i) {
        std::this_thread::sleep_for(20ms);
    }
    const auto stamps = stamps_of(folder / "got.flv");
    ASSERT_GE(stamps.size(), 60u);
    EXPECT_TRUE(std::is_sorted(stamps.begin(), stamps.end()));
    EXPECT_LT(stamps.front(), 1000);
    EXPECT_LT(stamps.back() - stamps.front(), 10'000);
    std::filesystem::remove_all(folder);
}

TEST(RtmpPush, AConnectionThatIsOldIsMadeAnewWithoutLosingAPicture) {
    const Nginx nginx;
    const Room room = encoded(30 * 8);
    Push push{{PushAddress::Scheme::Rtmp, nginx.url, "key"}, room.info, 3s};
    push_all(push, room);
    EXPECT_EQ(push.status().connections.load(), 2);  // renewed with the key picture after three seconds, which stands at four; four more
    EXPECT_EQ(push.status().dropped.load(), 0);
    std::this_thread::sleep_for(500ms);
    std::size_t pictures = 0;
    for (const auto& entry : std::filesystem::directory_iterator{nginx.folder}) {
        if (entry.path().extension() == ".flv") pictures += stamps_of(entry.path()).size();
    }
    EXPECT_EQ(pictures, 30u * 8);
}

TEST(SrtPush, CarriesPictureAndSoundToAListenerThatComesLate) {
    const auto folder = scratch("srt");
    const int port = test::free_port();
    const std::string address = "srt://127.0.0.1:" + std::to_string(port);
    const Room room = encoded(30 * 14);
    Push push{{PushAddress::Scheme::Srt, address, "a-passphrase-of-some-length"}, room.info};
    EXPECT_EQ(push.name(), address);
    PacketQueue queue{4000};
    std::jthread thread{[&] { push.run(queue); }};
    EXPECT_TRUE(feed(queue, room, [&] { return push.status().dropped > 5; }, 20s));  // nobody listens yet
    Program listener{{"ffmpeg", "-loglevel", "error", "-nostdin", "-i", address + "?mode=listener&passphrase=a-passphrase-of-some-length", "-t", "2", "-c", "copy", (folder / "out.ts").string()}};
    EXPECT_TRUE(feed(queue, room, [&] { return listener.has_ended(); }, 40s));
    EXPECT_GE(push.status().connections.load(), 1);
    queue.close();
    push.cancel();
    thread.join();
    const std::string probe = "ffprobe -v error -count_packets -show_entries stream=codec_name,width,nb_read_packets -of csv=p=0 '" + (folder / "out.ts").string() + "' > '" + (folder / "probe").string() + "'";
    ASSERT_EQ(std::system(probe.c_str()), 0);
    std::ifstream in{folder / "probe"};
    const std::string found{std::istreambuf_iterator<char>{in}, {}};
    EXPECT_THAT(found, testing::HasSubstr("h264,64,"));
    EXPECT_THAT(found, testing::HasSubstr("aac,"));
    std::filesystem::remove_all(folder);
}

// nginx ends TLS before our own RTMP server. The certificate is for localhost and 127.0.0.1, signed by an authority of the test's own.
class Rtmps : public testing::Test {
protected:
    void SetUp() override {
        folder_ = scratch("rtmps");
        const std::string in = "cd '" + folder_.string() + "' && ";
        const int made = std::system((in + "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test-authority -keyout ca.key -out ca.pem 2>/dev/null && "
                                           "openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.key -out server.csr 2>/dev/null && "
                                           "printf 'subjectAltName=DNS:localhost,IP:127.0.0.1' > ext && openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile ext -out server.pem 2>/dev/null").c_str());
        ASSERT_EQ(made, 0) << "openssl";
        port_ = test::free_port();
        const int plain = test::free_port();
        server_.emplace(test::rtmp_server(plain));
        std::ofstream{folder_ / "nginx.conf"} << "daemon off; master_process off; pid " << folder_.string() << "/pid; error_log " << folder_.string() << "/error.log;\n"
                                              << "load_module /usr/lib/nginx/modules/ngx_stream_module.so;\nevents {}\nstream { server { listen 127.0.0.1:" << port_ << " ssl; listen 127.0.0.2:" << port_ << " ssl; ssl_certificate "
                                              << folder_.string() << "/server.pem; ssl_certificate_key " << folder_.string() << "/server.key; proxy_pass 127.0.0.1:" << plain << "; } }\n";
        nginx_.emplace(std::vector<std::string>{"nginx", "-c", (folder_ / "nginx.conf").string(), "-e", (folder_ / "error.log").string()});
    }
    void TearDown() override {
        unsetenv("COMPERE_CA_FILE");
        nginx_.reset();
        std::filesystem::remove_all(folder_);
    }
    // Connections that came about within some seconds.
    std::int64_t connections(const std::string& host, const std::string& authority, std::int64_t until_dropped) {
        setenv("COMPERE_CA_FILE", authority.c_str(), 1);
        const Room room = encoded(30 * 8);
        Push push{{PushAddress::Scheme::Rtmps, "rtmps://" + host + ":" + std::to_string(port_) + "/live", "key"}, room.info};
        PacketQueue queue{4000};
        std::jthread thread{[&] { push.run(queue); }};
        feed(queue, room, [&] { return push.status().packets >= 20 || (until_dropped > 0 && push.status().dropped >= until_dropped); }, 30s);
        const std::int64_t out = push.status().connections;
        queue.close();
        push.cancel();
        thread.join();
        return out;
    }
    std::filesystem::path folder_;
    int port_ = 0;
    std::optional<core::ChildProcess> server_;
    std::optional<Program> nginx_;
};

TEST_F(Rtmps, ACertificateOfAKnownAuthorityForThisHostIsTaken) {
    EXPECT_GE(connections("127.0.0.1", (folder_ / "ca.pem").string(), 0), 1);
}

TEST_F(Rtmps, ACertificateOfAKnownAuthorityForThisNameIsTaken) {
    if (const std::atomic<bool> no{false}; !media::resolve("localhost", 5s, no)) GTEST_SKIP() << "this machine does not know the name localhost (its /etc/hosts is missing)";
    EXPECT_GE(connections("localhost", (folder_ / "ca.pem").string(), 0), 1);
}

TEST_F(Rtmps, ACertificateOfAnUnknownAuthorityIsRefused) {
    media::quiet_av_log();
    testing::internal::CaptureStderr();
    EXPECT_EQ(connections("127.0.0.1", "/etc/ssl/certs/ca-certificates.crt", 60), 0);
    EXPECT_THAT(testing::internal::GetCapturedStderr(), testing::HasSubstr("certificate"));  // whoever reads it knows what to do
}

TEST_F(Rtmps, ACertificateForAnotherHostIsRefused) {
    ASSERT_TRUE(test::accepts("127.0.0.2", port_, 5s));
    EXPECT_EQ(connections("127.0.0.2", (folder_ / "ca.pem").string(), 60), 0);
}

}  // namespace
}  // namespace compere::output
