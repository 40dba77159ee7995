#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "import_place.h"
#include "model/import_model.h"
#include "model/load_model.h"

namespace compere::model {
namespace {

using test::OwnCache;
using test::TempFile;
namespace fs = std::filesystem;

struct Outcome {
    core::Result<Model> model;
    ImportNote note;
};

Outcome import(const fs::path& file, const ImportLimits& limits = {}) {
    ImportNote note;
    auto model = import_model(file, limits, &note);
    return {std::move(model), note};
}

class Triangle {
public:
    Triangle() { test::write_file(folder() / "points.bin", test::triangle_points(0.5f)); }
    const fs::path& path() const { return file_.path(); }
    const fs::path& folder() const { return file_.folder(); }

private:
    TempFile file_{"triangle.gltf", test::kTriangle};
};

void expect_fresh(const Outcome& outcome) {
    ASSERT_TRUE(outcome.model) << outcome.model.error().message;
    EXPECT_FALSE(outcome.note.is_from_cache);
    EXPECT_TRUE(outcome.note.is_kept);
}

void expect_cached(const Outcome& outcome) {
    ASSERT_TRUE(outcome.model) << outcome.model.error().message;
    EXPECT_TRUE(outcome.note.is_from_cache);
    EXPECT_FALSE(outcome.note.was_damaged);
}

TEST(Import, IsTheModelThatIsLoadedHereAndComesFromTheCacheTheSecondTime) {
    const OwnCache cache;
    const Triangle file;
    const auto loaded = load_model(file.path());
    ASSERT_TRUE(loaded) << loaded.error().message;
    const Outcome first = import(file.path()), second = import(file.path());
    expect_fresh(first);
    expect_cached(second);
    EXPECT_TRUE(*first.model == *loaded);
    EXPECT_TRUE(*second.model == *loaded);
    ASSERT_EQ(cache.entries().size(), 1u);
    EXPECT_EQ(cache.entries()[0].extension(), ".model");
}

TEST(Import, FailsWithTheSentencesOfLoading) {
    const OwnCache cache;
    for (const auto& [name, content] : std::vector<std::pair<std::string, std::string>>{{"a.txt", "x"},
                                                                                        {"a.glb", ""},
                                                                                        {"a.glb", "glTF"},
                                                                                        {"a.gltf", "{"},
                                                                                        {"a.fbx", "no fbx at all"},
                                                                                        {"a.gltf", test::kTriangle}}) {
        const TempFile file{name, content};
        const auto loaded = load_model(file.path());
        const Outcome outcome = import(file.path());
        ASSERT_FALSE(loaded);
        ASSERT_FALSE(outcome.model);
        EXPECT_EQ(outcome.model.error().message, loaded.error().message);
    }
    EXPECT_EQ(import("/nowhere/at/all.glb").model.error().message, load_model("/nowhere/at/all.glb").error().message);
    EXPECT_EQ(import("/nowhere/at/all.txt").model.error().message, load_model("/nowhere/at/all.txt").error().message);
    EXPECT_TRUE(cache.entries().empty());
}

TEST(Import, AChangeOfTheFileOrOfOneBesideItIsNoticed) {
    const OwnCache cache;
    const Triangle file;
    const Outcome first = import(file.path());
    expect_fresh(first);
    EXPECT_EQ(first.model->warnings.size(), 1u);  // the picture is not there
    test::write_file(file.folder() / "skin.png", "a picture");
    const Outcome with_picture = import(file.path());
    expect_fresh(with_picture);
    EXPECT_EQ(with_picture.model->images[0].encoded.size(), 9u);
    expect_cached(import(file.path()));
    test::write_file(file.folder() / "skin.png", "A picture");
    expect_fresh(import(file.path()));
    test::write_file(file.folder() / "points.bin", test::triangle_points(0.25f));
    const Outcome moved = import(file.path());
    expect_fresh(moved);
    EXPECT_EQ(moved.model->meshes[0].positions[0].x, 0.25f);
    fs::remove(file.folder() / "skin.png");
    expect_fresh(import(file.path()));
    test::write_file(file.path(),
                     std::string{test::kTriangle}.replace(std::string{test::kTriangle}.find("one"), 3, "two"));
    const Outcome renamed = import(file.path());
    expect_fresh(renamed);
    EXPECT_EQ(renamed.model->nodes[0].name, "two");
}

TEST(Import, ACopyElsewhereHasItsOwnNameAndNeighbours) {
    const OwnCache cache;
    const Triangle one, two;
    expect_fresh(import(one.path()));
    test::write_file(two.folder() / "points.bin", test::triangle_points(0.75f));
    const Outcome other = import(two.path());
    expect_fresh(other);
    EXPECT_EQ(other.model->meshes[0].positions[0].x, 0.75f);
    EXPECT_EQ(other.model->file, two.path().string());
}

TEST(Import, ADamagedEntryIsMadeAgain) {
    const OwnCache cache;
    const Triangle file;
    expect_fresh(import(file.path()));
    const fs::path entry = cache.entries().at(0);
    const std::string whole = test::read_text(entry);
    std::string flipped = whole, no_magic = whole;
    flipped[whole.size() / 2] ^= 4;
    no_magic[0] = 'X';
    for (const std::string& damaged :
         {flipped, no_magic, whole.substr(0, whole.size() - 1), whole.substr(0, 20), std::string{}, whole + "x"}) {
        test::write_file(entry, damaged);
        const Outcome again = import(file.path());
        expect_fresh(again);
        EXPECT_TRUE(again.note.was_damaged);
        EXPECT_TRUE(test::read_text(entry) == whole);
        expect_cached(import(file.path()));
    }
}

TEST(Import, AnEntryOfAnotherVersionIsReplaced) {
    const OwnCache cache;
    const Triangle file;
    expect_fresh(import(file.path()));
    const fs::path entry = cache.entries().at(0);
    std::string other = test::read_text(entry);
    other[8] ^= 1;  // the version follows eight bytes of magic
    test::write_file(entry, other);
    const Outcome again = import(file.path());
    expect_fresh(again);
    EXPECT_FALSE(again.note.was_damaged);
    expect_cached(import(file.path()));
}

TEST(Import, WithoutAFolderForTheCacheItWorksAllTheSame) {
    const Triangle file;
    for (const std::string& nowhere : {file.path().string(), std::string{"/proc/nothing"}}) {
        setenv("COMPERE_CACHE", nowhere.c_str(), 1);
        const Outcome outcome = import(file.path());
        ASSERT_TRUE(outcome.model) << outcome.model.error().message;
        EXPECT_FALSE(outcome.note.is_kept);
    }
    unsetenv("COMPERE_CACHE");
}

TEST(Import, AFolderThatCannotBeWrittenToIsReadAllTheSame) {
    const OwnCache cache;
    const Triangle file;
    expect_fresh(import(file.path()));
    const fs::path entry = cache.entries().at(0);
    // Root writes where modes forbid it; nobody puts a file over a folder.
    fs::remove(entry);
    fs::create_directories(entry / "in the way");
    const Outcome outcome = import(file.path());
    ASSERT_TRUE(outcome.model) << outcome.model.error().message;
    EXPECT_FALSE(outcome.note.is_kept);
    EXPECT_EQ(cache.entries().size(), 1u);  // nothing unfinished
}

int ends_with(const std::function<int()>& work) {
    const pid_t pid = fork();
    if (pid == 0) _exit(work());
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// A limit on the size of files fails the write half-way, as a full disk does.
TEST(Import, AFullDiskCostsTheCacheOnly) {
    const OwnCache cache;
    const Triangle file;
    const int ended = ends_with([&] {
        std::signal(SIGXFSZ, SIG_IGN);  // as in the main of `compere`
        const rlimit little{100, 100};
        setrlimit(RLIMIT_FSIZE, &little);
        const Outcome outcome = import(file.path());
        return outcome.model && !outcome.note.is_kept ? 0 : 1;
    });
    EXPECT_EQ(ended, 0);
    EXPECT_TRUE(cache.entries().empty());
}

TEST(Import, TheCacheKeepsWithinItsBoundByDroppingWhatWasUsedLongestAgo) {
    const OwnCache cache;
    std::vector<std::unique_ptr<TempFile>> files;
    for (const char* name : {"one", "two", "six"})
        files.push_back(std::make_unique<TempFile>(
            "a.gltf", fmt::format(R"({{"asset":{{"version":"2.0"}},"nodes":[{{"name":"{}"}}]}})", name)));
    expect_fresh(import(files[0]->path()));
    const std::uintmax_t one_entry = fs::file_size(cache.entries().at(0));
    expect_fresh(import(files[1]->path()));
    for (const fs::path& entry : cache.entries())
        fs::last_write_time(entry, fs::file_time_type::clock::now() - std::chrono::minutes{5});
    expect_cached(import(files[0]->path()));  // used just now
    test::write_file(cache.folder() / "left.part", "of a writer that was killed");
    fs::last_write_time(cache.folder() / "left.part", fs::file_time_type::clock::now() - std::chrono::hours{2});
    ImportLimits limits;
    limits.cache_bytes = 2 * one_entry + one_entry / 2;  // entries hold paths, which differ by a letter or two
    expect_fresh(import(files[2]->path(), limits));
    EXPECT_EQ(cache.entries().size(), 2u);
    expect_cached(import(files[0]->path()));
    expect_cached(import(files[2]->path()));
    limits.cache_bytes = one_entry / 2;
    const Outcome too_large = import(files[1]->path(), limits);
    ASSERT_TRUE(too_large.model);
    EXPECT_FALSE(too_large.note.is_kept);
    EXPECT_EQ(cache.entries().size(), 2u);
}

TEST(Import, ThreadsAndProcessesMayImportOneFileAtOnce) {
    const OwnCache cache;
    const Triangle file;
    const auto loaded = load_model(file.path());
    ASSERT_TRUE(loaded);
    std::vector<pid_t> rooms;
    for (int i = 0; i < 3; ++i) {
        const pid_t pid = fork();
        if (pid == 0) {
            for (int round = 0; round < 3; ++round) {
                const auto model = import_model(file.path());
                if (!model || !(*model == *loaded)) _exit(1);
                for (const fs::path& entry : cache.entries())
                    unlink(entry.c_str());  // so that they write again and again
            }
            _exit(0);
        }
        rooms.push_back(pid);
    }
    std::array<bool, 2> same{};
    {
        std::vector<std::jthread> threads;
        for (bool& good : same) {
            threads.emplace_back([&] {
                const auto model = import_model(file.path());
                good = model && *model == *loaded;
            });
        }
    }
    EXPECT_TRUE(same[0] && same[1]);
    for (const pid_t room : rooms) {
        int status = 0;
        waitpid(room, &status, 0);
        EXPECT_EQ(status, 0);
    }
    ASSERT_TRUE(import(file.path()).model);
    expect_cached(import(file.path()));
    EXPECT_EQ(cache.entries().size(), 1u);
}

TEST(Import, RealModelsAreWhatLoadingGives) {
    const char* media = std::getenv("COMPERE_MEDIA");
    if (media == nullptr) GTEST_SKIP() << "COMPERE_MEDIA is unset: it names the folder of test avatars";
    const OwnCache cache;
    for (const char* path : {"avatars/rocketbox/Female_Adult_01_facial.fbx", "avatars/Godette_vrm_v4.vrm",
                             "props/FlightHelmet/FlightHelmet.gltf"}) {
        const auto loaded = load_model(fs::path{media} / path);
        ASSERT_TRUE(loaded) << loaded.error().message;
        const Outcome first = import(fs::path{media} / path), second = import(fs::path{media} / path);
        expect_fresh(first);
        expect_cached(second);
        EXPECT_TRUE(*first.model == *loaded) << path;
        EXPECT_TRUE(*second.model == *loaded) << path;
    }
}

TEST(Import, APictureOfAnFbxThatAppearsIsNoticed) {
    const char* media = std::getenv("COMPERE_MEDIA");
    if (media == nullptr) GTEST_SKIP() << "COMPERE_MEDIA is unset: it names the folder of test avatars";
    const OwnCache cache;
    const TempFile place{"figure.fbx",
                         test::read_text(fs::path{media} / "avatars/rocketbox/Female_Adult_01_facial.fbx")};
    const Outcome bare = import(place.path());
    expect_fresh(bare);
    ASSERT_FALSE(bare.model->images.empty());
    expect_cached(import(place.path()));
    const std::string asked = bare.model->images[0].name;
    test::write_file(
        place.folder() / "maps" / (fs::path{asked.substr(asked.find_last_of("/\\") + 1)}.stem().string() + ".PNG"),
        "picture");
    const Outcome dressed = import(place.path());
    expect_fresh(dressed);
    EXPECT_EQ(dressed.model->images[0].encoded.size(), 7u);
}

}  // namespace
}  // namespace compere::model
