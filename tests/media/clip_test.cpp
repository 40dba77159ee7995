#include "media/clip.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>

#include "scratch_folder.h"

namespace compere::media {
namespace {

using test::ScratchFolder;

constexpr core::FrameRate k30{30, 1};

// A file made by the ffmpeg command of Debian.
std::filesystem::path made(const ScratchFolder& folder, const std::string& name, const std::string& arguments) {
    const std::filesystem::path file = folder.path() / name;
    const std::string command = "ffmpeg -v error -y " + arguments + " '" + file.string() + "' </dev/null";
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    return file;
}

// 30 pictures of 64x48 whose grey counts: luma 40 + 6n, at the rate given; and a tone.
std::string counting(const std::string& rate = "30", int pictures = 30) {
    return "-f lavfi -i \"color=black:size=64x48:rate=" + rate + ",format=yuv420p,geq=lum='40+6*N':cb=128:cr=128\" -frames:v " + std::to_string(pictures) + " ";
}
const std::string kH264 = "-c:v libx264 -preset ultrafast -qp 4 -pix_fmt yuv420p ";

int luma(const signal::SourceTick& tick) {
    if (tick.pictures.empty() || !tick.pictures[0]) return -1;
    const signal::LayerPicture& p = *tick.pictures[0];
    return p.nv12[static_cast<std::size_t>(p.height_px / 2 * p.width_px + p.width_px / 2)];
}
// Which of the counting pictures it is.
int number(const signal::SourceTick& tick) {
    return static_cast<int>(std::lround((luma(tick) - 40) / 6.0));
}

Clip opened(const std::filesystem::path& file, core::FrameRate rate = k30, bool loops = true, int width = 64, int height = 48) {
    auto clip = Clip::open(file, {rate, {{width, height}}, false, loops});
    if (!clip) ADD_FAILURE() << clip.error().message;
    return std::move(*clip);
}

TEST(Clip, ShowsOnEachTickThePictureOfItsTime) {
    const ScratchFolder folder;
    for (const std::string name : {"a.mp4", "a.mkv", "a.mov", "a.flv", "a.ts", "a.avi"}) {
        Clip clip = opened(made(folder, name, counting() + kH264));
        for (core::Tick tick = 0; tick < 30; ++tick) {
            ASSERT_EQ(number(clip.next(tick)), tick) << name;
        }
    }
}

TEST(Clip, KeepsTheTimeOfAnotherRate) {
    const ScratchFolder folder;
    Clip slow = opened(made(folder, "25.mp4", counting("25") + kH264));
    for (core::Tick tick = 0; tick < 36; ++tick) {
        ASSERT_EQ(number(slow.next(tick)), tick * 25 / 30) << tick;
    }
    Clip ntsc = opened(made(folder, "ntsc.mkv", counting("30000/1001") + kH264), {30000, 1001});
    for (core::Tick tick = 0; tick < 30; ++tick) {
        ASSERT_EQ(number(ntsc.next(tick)), tick) << tick;
    }
}

TEST(Clip, LoopsOnTheTickAfterItsLastPicture) {
    const ScratchFolder folder;
    // The sound is different on every tick. AAC makes it longer by what it pads, and its decoder draws noise that is not the same twice.
    for (const auto& [name, codec, tolerance] : {std::tuple{"loop.mov", "-c:a pcm_s16le", 1e-6}, std::tuple{"loop.mkv", "-c:a flac", 1e-6}, std::tuple{"loop.mp4", "-c:a aac -b:a 256k", 0.1}}) {
        Clip clip = opened(made(folder, name, "-f lavfi -i \"aevalsrc='0.5*sin(2*PI*(200+400*t)*t)':s=48000:d=1\" " + counting() + kH264 + codec));
        std::vector<std::vector<float>> first;
        for (core::Tick tick = 0; tick < 90; ++tick) {
            const signal::SourceTick part = clip.next(tick);
            ASSERT_EQ(number(part), tick % 30) << name << " tick " << tick;
            ASSERT_EQ(part.stereo.size(), 3200u);
            if (tick < 30) {
                first.push_back(part.stereo);
                continue;
            }
            for (std::size_t i = 0; i < part.stereo.size(); ++i) {
                ASSERT_NEAR(part.stereo[i], first[static_cast<std::size_t>(tick % 30)][i], tolerance) << name << " tick " << tick << " sample " << i;
            }
        }
    }
}

// A codec whose packets overlap begins with one that is only there for the next: left out, the first 20 ms would be silent.
TEST(Clip, SoundsFromItsFirstSampleInEachLoop) {
    const ScratchFolder folder;
    for (const auto& [name, codec] : {std::pair{"first.mp4", "-c:a aac -b:a 128k"}, std::pair{"first.mov", "-c:a aac -b:a 128k"}, std::pair{"first-mp3.mp4", "-c:a libmp3lame"}}) {
        Clip clip = opened(made(folder, name, "-f lavfi -i \"aevalsrc='0.5*cos(2*PI*1000*t)':s=48000:d=1\" " + counting() + kH264 + codec));
        for (core::Tick tick = 0; tick < 61; ++tick) {
            const signal::SourceTick part = clip.next(tick);
            if (tick % 30 != 0) continue;
            float loudest = 0;
            for (std::size_t i = 0; i < 2 * 240; ++i) {
                loudest = std::max(loudest, std::abs(part.stereo[i]));
            }
            EXPECT_NEAR(loudest, 0.5f, 0.15f) << name << " tick " << tick;
        }
    }
}

TEST(Clip, EndsWhereItDoesNotLoop) {
    const ScratchFolder folder;
    Clip clip = opened(made(folder, "once.mp4", counting() + kH264), k30, false);
    for (core::Tick tick = 0; tick < 30; ++tick) {
        clip.next(tick);
        ASSERT_FALSE(clip.is_over());
    }
    const signal::SourceTick after = clip.next(30);
    EXPECT_TRUE(clip.is_over());
    EXPECT_EQ(after.pictures.at(0), nullptr);
    EXPECT_TRUE(after.stereo.empty());
}

// A click of the sound at half a second, with picture 15: both on tick 15, to the sample where the codec keeps it.
TEST(Clip, KeepsSoundAndPictureTogether) {
    const ScratchFolder folder;
    const std::string click = "-f lavfi -i \"aevalsrc='0.8*between(n,24000,24047)*sin(2*PI*1000*(t-0.5))':s=48000:d=1\" ";
    struct Case {
        const char* name;
        const char* codec;
        int tolerance;
    };
    // FFmpeg's own Matroska muxer stamps the picture 7 ms late beside Opus: that is then what the file says.
    for (const Case& c : {Case{"pcm.mov", "-c:a pcm_s16le", 0}, Case{"aac.mp4", "-c:a aac", 2}, Case{"opus.mkv", "-c:a libopus", 336}, Case{"flac.mkv", "-c:a flac", 0}, Case{"rate.mov", "-ar 44100 -c:a pcm_s16le", 1}}) {
        Clip clip = opened(made(folder, c.name, click + counting() + kH264 + c.codec));
        std::int64_t loudest_at = 0;
        float loudest = 0;
        for (core::Tick tick = 0; tick < 30; ++tick) {
            const auto part = clip.next(tick);
            for (std::size_t i = 0; i < part.stereo.size(); i += 2) {
                if (part.stereo[i] <= loudest) continue;
                loudest = part.stereo[i];
                loudest_at = k30.first_sample(tick) + static_cast<std::int64_t>(i / 2);
            }
        }
        EXPECT_GT(loudest, 0.4f) << c.name;
        EXPECT_NEAR(static_cast<double>(loudest_at), 24012, c.tolerance + 0.5) << c.name;  // the sine's first peak
    }
}

TEST(Clip, GivesAlphaPremultiplied) {
    const ScratchFolder folder;
    // Orange (255, 128, 0) that covers half of what is below it, and the right half of the picture nothing.
    const std::string source = "-f lavfi -i \"color=0xff8000:size=64x48:rate=30,format=rgba,geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':a='if(lt(X,32),128,0)'\" -frames:v 3 ";
    for (const auto& [name, codec] : {std::pair{"a.webm", "-c:v libvpx-vp9 -pix_fmt yuva420p -crf 4 -b:v 0"}, std::pair{"a.mov", "-c:v qtrle -pix_fmt argb"}, std::pair{"b.mov", "-c:v prores_ks -profile:v 4444 -pix_fmt yuva444p10le"}}) {
        const auto file = made(folder, name, source + codec);
        const auto info = Clip::probe(file);
        ASSERT_TRUE(info) << info.error().message;
        EXPECT_TRUE(info->has_alpha) << name;
        const signal::SourceTick part = opened(file).next(0);
        const signal::LayerPicture& p = *part.pictures.at(0);
        ASSERT_EQ(p.alpha.size(), p.nv12.size()) << name;
        const std::size_t left = 24 * 64 + 10, right = 24 * 64 + 50;
        EXPECT_NEAR(p.alpha[left], 128, 2) << name;
        EXPECT_NEAR(p.alpha[right], 0, 1) << name;
        // BT.709: luma of that orange is 16 + 219 (0.2126 + 0.7152·0.502) = 141.2; times 128/255.
        EXPECT_NEAR(p.nv12[left], 141.2 * 128 / 255, 3) << name;
        EXPECT_NEAR(p.nv12[right], 0, 1) << name;
    }
}

TEST(Clip, AsBgraItIsPremultipliedToo) {
    const ScratchFolder folder;
    const auto file = made(folder, "a.mov", "-f lavfi -i \"color=0xff8000:size=64x48:rate=30,format=rgba,colorchannelmixer=aa=0.5\" -frames:v 1 -c:v qtrle -pix_fmt argb");
    auto clip = Clip::open(file, {k30, {{64, 48}}, true, true});
    ASSERT_TRUE(clip);
    const auto part = clip->next(0);
    const std::vector<std::uint8_t>& bgra = part.pictures.at(0)->bgra;
    ASSERT_EQ(bgra.size(), 64u * 48 * 4);
    EXPECT_NEAR(bgra[3], 128, 2);
    EXPECT_NEAR(bgra[2], 128, 3);
    EXPECT_NEAR(bgra[1], 64, 3);
    EXPECT_NEAR(bgra[0], 0, 2);
}

TEST(Clip, ReadsBt601AndFullRangeAsWhatTheyAre) {
    const ScratchFolder folder;
    // 60, 160, 220 in three encodings; BT.709 limited: luma 16 + 219 · (0.2126·60 + 0.7152·160 + 0.0722·220) / 255 = 138.9.
    const std::string source = "-f lavfi -i \"color=0x3ca0dc:size=64x48:rate=30,format=rgb24\" -frames:v 2 ";
    for (const auto& [name, how] : {std::pair{"601.mp4", "-vf scale=out_color_matrix=bt601:out_range=tv -colorspace smpte170m -color_range tv"},
                                    std::pair{"709.mp4", "-vf scale=out_color_matrix=bt709:out_range=tv -colorspace bt709 -color_range tv"},
                                    std::pair{"full.mp4", "-vf scale=out_color_matrix=bt709:out_range=pc -colorspace bt709 -color_range pc"}}) {
        Clip clip = opened(made(folder, name, source + how + " " + kH264));
        EXPECT_NEAR(luma(clip.next(0)), 138.9, 2) << name;
    }
}

TEST(Clip, StandsUprightAsAPhoneFilmedIt) {
    const ScratchFolder folder;
    // Stored lying: left half white; turned by 90 degrees clockwise its top is white.
    const auto lying = made(folder, "lying.mp4", "-f lavfi -i \"color=black:size=64x48:rate=30,format=yuv420p,geq=lum='if(lt(X,32),235,16)':cb=128:cr=128\" -frames:v 3 " + kH264);
    // The command's older releases take the turn as metadata of the output, its newer ones as an option of the input, counted the other way.
    const auto phone = (folder.path() / "phone.mp4").string();
    const std::string copy = "' -c copy", older = "ffmpeg -v error -y -i '" + lying.string() + copy + " -metadata:s:v:0 rotate=270 '" + phone + "' </dev/null";
    const std::string newer = "ffmpeg -v error -y -display_rotation -90 -i '" + lying.string() + copy + " '" + phone + "' </dev/null 2>&1";
    ASSERT_TRUE(std::system(newer.c_str()) == 0 || std::system(older.c_str()) == 0);
    const std::filesystem::path file{phone};
    const auto info = Clip::probe(file);
    ASSERT_TRUE(info);
    ASSERT_EQ(info->width_px, 48);
    EXPECT_EQ(info->height_px, 64);
    Clip clip = opened(file, k30, true, 48, 64);
    const auto part = clip.next(0);
    const signal::LayerPicture& p = *part.pictures.at(0);
    EXPECT_GT(p.nv12[8 * 48 + 24], 200);
    EXPECT_LT(p.nv12[56 * 48 + 24], 60);
}

TEST(Clip, FollowsASizeThatChangesMidway) {
    const ScratchFolder folder;
    const auto a = made(folder, "a.ts", counting() + kH264);
    const auto b = made(folder, "b.ts", "-f lavfi -i \"color=black:size=128x96:rate=30,format=yuv420p,geq=lum=200:cb=128:cr=128\" -frames:v 30 -output_ts_offset 1 " + kH264);
    const std::filesystem::path both = folder.path() / "both.ts";
    std::ofstream{both, std::ios::binary} << std::ifstream{a, std::ios::binary}.rdbuf() << std::ifstream{b, std::ios::binary}.rdbuf();
    Clip clip = opened(both);
    std::vector<int> seen;
    for (core::Tick tick = 0; tick < 58; ++tick) {
        seen.push_back(luma(clip.next(tick)));
    }
    EXPECT_NEAR(seen[10], 100, 2);
    EXPECT_NEAR(seen[50], 200, 2);
}

TEST(Clip, PlaysOnThroughDamage) {
    const ScratchFolder folder;
    const auto whole = made(folder, "whole.ts", counting("30", 60) + kH264 + "-g 5");
    std::string bytes;
    {
        std::ifstream in{whole, std::ios::binary};
        bytes.assign(std::istreambuf_iterator<char>{in}, {});
    }
    for (std::size_t at = 3000; at < bytes.size(); at += 997) {
        bytes[at] = static_cast<char>(bytes[at] ^ 0x5a);
    }
    const std::filesystem::path damaged = folder.path() / "damaged.ts";
    std::ofstream{damaged, std::ios::binary} << bytes;
    Clip clip = opened(damaged);
    for (core::Tick tick = 0; tick < 200; ++tick) {
        const auto part = clip.next(tick);
        ASSERT_NE(part.pictures.at(0), nullptr) << tick;
    }
}

TEST(Clip, RefusesInOneSentenceWhatItCannotPlay) {
    const ScratchFolder folder;
    const auto refusal = [](const std::filesystem::path& file) {
        const auto clip = Clip::probe(file);
        return clip ? std::string{"played"} : clip.error().message;
    };
    std::ofstream{folder.path() / "words.mp4"} << "not a video at all";
    EXPECT_THAT(refusal(folder.path() / "words.mp4"), testing::StartsWith((folder.path() / "words.mp4").string() + ": "));
    EXPECT_THAT(refusal(folder.path() / "absent.mp4"), testing::HasSubstr("No such file"));
    const auto empty = folder.path() / "empty.mp4";
    std::ofstream{empty};
    EXPECT_THAT(refusal(empty), testing::StartsWith(empty.string()));
    const auto cut = folder.path() / "cut.mp4";
    std::string bytes;
    std::ifstream in{made(folder, "whole.mp4", counting() + kH264), std::ios::binary};
    bytes.assign(std::istreambuf_iterator<char>{in}, {});
    std::ofstream{cut, std::ios::binary} << bytes.substr(0, bytes.size() / 2);
    EXPECT_THAT(refusal(cut), testing::StartsWith(cut.string()));
}

// Under the open file a folder is put, of which nothing can be read.
void break_reads_of(const std::filesystem::path& file) {
    int broken = 0;
    for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd"}) {
        std::error_code gone;
        if (std::filesystem::read_symlink(entry.path(), gone) != file) continue;
        const int folder = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        dup2(folder, std::stoi(entry.path().filename()));
        close(folder);
        ++broken;
    }
    EXPECT_GT(broken, 0);
}

TEST(Clip, AReadThatFailsIsNotTheEndOfTheFile) {
    const ScratchFolder folder;
    const std::string chirp = "-f lavfi -i \"aevalsrc='0.5*sin(2*PI*(200+400*t)*t)':s=48000:d=3\" ";
    const std::string pictures = "-f lavfi -i \"color=black:size=64x48:rate=30,format=yuv420p,geq=lum='40+2*N':cb=128:cr=128\" -frames:v 90 -c:v libx264 -preset ultrafast -qp 1 -g 12 -pix_fmt yuv420p ";
    for (const auto& [name, codec] : {std::pair{"a.mov", "-c:a pcm_s16le -ac 2"}, std::pair{"a.mkv", "-c:a pcm_s16le -ac 2"}, std::pair{"a.avi", "-c:a pcm_s16le -ac 2"}}) {
        const auto file = made(folder, name, chirp + pictures + codec);
        Clip clip = opened(file), whole = opened(file);
        core::Tick tick = 0;
        for (; tick < 110; ++tick) {  // into the second round
            ASSERT_EQ(luma(clip.next(tick)), luma(whole.next(tick))) << name;
        }
        break_reads_of(file);
        whole = opened(file);
        for (core::Tick t = 0; t < 110; ++t) {
            whole.next(t);
        }
        int held = 0;
        for (; tick < 400; ++tick) {
            const auto part = clip.next(tick);
            ASSERT_NE(part.pictures.at(0), nullptr) << name << " tick " << tick;
            const auto other = whole.next(tick);
            if (clip.failure().empty()) {
                ASSERT_LT(tick, 180) << name;
                continue;
            }
            if (held == 0) held = luma(part);
            ASSERT_EQ(luma(part), held) << name << " tick " << tick;
            ASSERT_TRUE(part.stereo.empty());
        }
        EXPECT_THAT(clip.failure(), testing::HasSubstr("it cannot be read: Is a directory")) << name;
        EXPECT_FALSE(clip.is_over());
        ASSERT_TRUE(clip.reopen(tick)) << name;
        for (; tick < 700; ++tick) {
            const auto part = clip.next(tick), other = whole.next(tick);
            ASSERT_EQ(luma(part), luma(other)) << name << " tick " << tick;
            ASSERT_EQ(part.stereo, other.stereo) << name << " tick " << tick;
        }
        EXPECT_TRUE(clip.failure().empty());
    }
}

TEST(Clip, SoundAloneIsLostAndFoundAgainToo) {
    const ScratchFolder folder;
    const auto file = made(folder, "a.wav", "-f lavfi -i \"aevalsrc='0.5*sin(2*PI*(200+400*t)*t)':s=48000:d=3\" -c:a pcm_s16le -ac 2");
    Clip clip = opened(file), whole = opened(file);
    clip.next(0);
    break_reads_of(file);
    whole = opened(file);
    core::Tick tick = 1;
    whole.next(0);
    for (; tick < 200; ++tick) {
        clip.next(tick);
        whole.next(tick);
    }
    EXPECT_THAT(clip.failure(), testing::HasSubstr("Is a directory"));
    ASSERT_TRUE(clip.reopen(tick));
    for (; tick < 300; ++tick) {
        ASSERT_EQ(clip.next(tick).stereo, whole.next(tick).stereo) << tick;
    }
}

TEST(Clip, OnceOnlyItIsOverWhereItWasLostUntilItsEnd) {
    const ScratchFolder folder;
    const auto file = made(folder, "once.mov", "-f lavfi -i sine=r=48000:d=1 " + counting() + kH264 + "-c:a pcm_s16le -ac 2");
    const auto copy = folder.path() / "copy.mov";
    std::filesystem::copy_file(file, copy);
    Clip clip = opened(file, k30, false);
    clip.next(0);
    std::filesystem::resize_file(file, 100);
    core::Tick tick = 1;
    for (; tick < 60; ++tick) {
        clip.next(tick);
    }
    EXPECT_THAT(clip.failure(), testing::HasSubstr("it became shorter"));
    EXPECT_FALSE(clip.reopen(tick));  // still cut
    EXPECT_FALSE(clip.failure().empty());
    std::filesystem::copy_file(copy, file, std::filesystem::copy_options::overwrite_existing);
    ASSERT_TRUE(clip.reopen(tick));
    EXPECT_EQ(clip.next(tick).pictures.at(0), nullptr);
    EXPECT_TRUE(clip.is_over());
}

TEST(Clip, SoundAloneIsAClipToo) {
    const ScratchFolder folder;
    const auto file = made(folder, "music.mp3", "-f lavfi -i sine=440:duration=0.5 -ar 44100");
    const auto info = Clip::probe(file);
    ASSERT_TRUE(info) << info.error().message;
    EXPECT_EQ(info->width_px, 0);
    EXPECT_TRUE(info->has_sound);
    auto clip = Clip::open(file, {k30, {}, false, true});
    ASSERT_TRUE(clip);
    double power = 0;
    for (core::Tick tick = 0; tick < 60; ++tick) {
        for (const float v : clip->next(tick).stereo) {
            power += static_cast<double>(v) * static_cast<double>(v);
        }
    }
    EXPECT_GT(power, 100);
}

TEST(Clip, SoundThatIsNoNumberIsSilentAndNothingIsLouderThanFourTimesFullScale) {
    const ScratchFolder folder;
    Clip clip = opened(made(folder, "nan.mov", counting("30", 60).substr(0, counting("30", 60).find("-frames")) + "-f lavfi -i \"aevalsrc='if(lt(mod(n\\,9000)\\,3)\\,0/0\\,if(lt(mod(n\\,7000)\\,3)\\,3e38\\,0.1))':s=48000\" -t 2 -map 0:v -map 1:a " + kH264 + "-c:a pcm_f32le"));
    float loudest = 0;
    for (core::Tick tick = 0; tick < 120; ++tick) {
        for (const float value : clip.next(tick).stereo) {
            ASSERT_TRUE(std::isfinite(value)) << tick;
            loudest = std::max(loudest, std::abs(value));
        }
    }
    EXPECT_EQ(loudest, 4);
}

TEST(Clip, APipeIsNotWaitedFor) {
    const ScratchFolder folder;
    const auto file = folder.path() / "pipe.mp4";
    ASSERT_EQ(mkfifo(file.c_str(), 0600), 0);
    const auto clip = Clip::probe(file);
    ASSERT_FALSE(clip);
    EXPECT_EQ(clip.error().message, file.string() + ": not a file");
}

// A second of it would be hours of ours.
TEST(Clip, SoundOfAnImpossibleRateIsRefused) {
    const ScratchFolder folder;
    const auto file = made(folder, "hertz.avi", "-f lavfi -i sine=sample_rate=44100:duration=0.2 " + counting("30", 3) + "-c:v mjpeg -pix_fmt yuvj420p -c:a pcm_s16le");
    std::ifstream in{file, std::ios::binary};
    std::string bytes{std::istreambuf_iterator<char>{in}, {}};
    const std::string rate{"\x44\xac\0\0", 4};
    std::size_t changed = 0;
    for (std::size_t at = bytes.find(rate); at != std::string::npos; at = bytes.find(rate, at + 4), ++changed) {
        bytes.replace(at, 4, std::string{"\x01\0\0\0", 4});
    }
    ASSERT_GT(changed, 0u);
    std::ofstream{file, std::ios::binary} << bytes;
    const auto clip = Clip::probe(file);
    ASSERT_FALSE(clip);
    EXPECT_THAT(clip.error().message, testing::HasSubstr("hertz.avi: its sound of 1 Hz"));
}

}  // namespace
}  // namespace compere::media
