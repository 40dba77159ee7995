#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "room/source_spec.h"
#include "scratch_folder.h"

namespace compere::test {

// 90 pictures whose grey counts, with sound that fills the disk's buffers, and the bytes of its file.
struct LongClip {
    explicit LongClip(const ScratchFolder& folder) {
        spec.value = spec.name = folder.path() / "long.mov";
        const std::string command = "ffmpeg -v error -y -f lavfi -i \"color=black:size=64x48:rate=30,format=yuv420p,geq=lum='40+2*N':cb=128:cr=128\" -f lavfi -i sine=440:r=48000:duration=3 -frames:v 90 "
                                    "-c:v libx264 -preset ultrafast -qp 1 -g 10 -c:a pcm_s16le -ac 2 '" + spec.value + "' </dev/null";
        EXPECT_EQ(std::system(command.c_str()), 0);
        std::ifstream in{spec.value, std::ios::binary};
        bytes.assign(std::istreambuf_iterator<char>{in}, {});
        spec.views = {{64, 48}};
    }
    void cut(std::uintmax_t to_bytes = 1000) const { std::filesystem::resize_file(spec.value, to_bytes); }
    void mend() const { std::ofstream{spec.value, std::ios::binary} << bytes; }
    static int number(const signal::SourceTick& part) { return part.pictures.empty() || !part.pictures[0] ? -1 : (part.pictures[0]->nv12[24 * 64 + 32] - 40 + 1) / 2; }

    room::SourceSpec spec;
    std::string bytes;
};

}  // namespace compere::test
