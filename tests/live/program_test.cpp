// What apps/compere/studio.h promises of the program and its library.
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "compere/studio.h"
#include "command.h"

namespace {

using namespace compere;
using testing::HasSubstr;
using testing::Not;

namespace fs = std::filesystem;

const fs::path kProgram{COMPERE_BINARY};
const fs::path kStudio{COMPERE_STUDIO};
const std::string kHost = std::string{COMPERE_SOURCE_DIR} + "/assets/anchors/tang.vrm";

class Program : public testing::Test {
protected:
    void SetUp() override {
        fs::create_directories(folder / "bin");
        fs::copy_file(kProgram, alone);
    }
    void TearDown() override { fs::remove_all(folder); }

    fs::path folder = fs::temp_directory_path() / ("compere-program-" + std::to_string(getpid()));
    fs::path alone = folder / "bin/compere";  // without its library
};

TEST_F(Program, LinksNothingForPicturesSoundOrNetworks) {
    const std::string needed = test::run("readelf -d '" + kProgram.string() + "'").out;
    EXPECT_THAT(needed, HasSubstr("libassimp"));
    for (const char* library : {"libav", "libsw", "libgst", "libglib", "libEGL", "libGL", "libSDL", "libpango", "libespeak", "libsrt"})
        EXPECT_THAT(needed, Not(HasSubstr(library)));
}

TEST_F(Program, ReadsModelsWithoutItsLibraryAndNamesItWhereItIsNeeded) {
    const auto inspected = test::run("'" + alone.string() + "' inspect '" + kHost + "'");
    EXPECT_EQ(inspected.exit, 0) << inspected.err;
    EXPECT_THAT(inspected.out, HasSubstr("humanoid bones"));
    const auto listed = test::run("'" + alone.string() + "' --help");
    EXPECT_EQ(listed.exit, 1);
    EXPECT_THAT(listed.err, testing::StartsWith("compere: a part of compere does not load: "));
    EXPECT_THAT(listed.err, HasSubstr((folder / "lib/compere/libcompere-studio.so").string()));
}

TEST_F(Program, FindsItsLibraryThroughALink) {
    fs::create_symlink(kProgram, folder / "linked");
    const auto listed = test::run("cd / && '" + (folder / "linked").string() + "' --help");
    EXPECT_EQ(listed.exit, 0) << listed.err;
    for (const char* command : {"run", "preview", "render", "frame", "check", "inspect", "pose", "visemes", "bench"})
        EXPECT_THAT(listed.out, HasSubstr(std::string{"\n  "} + command + " "));
}

TEST_F(Program, AHelperTakesTheLibraryThatItsParentHolds) {
    const std::string helper = "'" + alone.string() + "' voice-helper </dev/null";
    EXPECT_EQ(test::run(helper).exit, 1);
    const auto held = test::run("COMPERE_STUDIO='" + kStudio.string() + "' " + helper);
    EXPECT_EQ(held.exit, 0) << held.err;
    // Only a helper: what a user calls is never loaded from where the environment says.
    EXPECT_EQ(test::run("COMPERE_STUDIO='" + kStudio.string() + "' '" + alone.string() + "' --help").exit, 1);
}

TEST_F(Program, ALibraryOfAnotherVersionRefuses) {
    void* const library = dlopen(kStudio.c_str(), RTLD_LAZY | RTLD_LOCAL);
    ASSERT_NE(library, nullptr) << dlerror();
    auto* const studio = reinterpret_cast<app::Studio*>(dlsym(library, "compere_studio"));
    ASSERT_NE(studio, nullptr);
    testing::internal::CaptureStderr();
    EXPECT_EQ(studio(0, nullptr, 1), 1);
    EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("not of the same version: install both"));
}

}  // namespace
