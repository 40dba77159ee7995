#include <gtest/gtest.h>

#include "gltf_text.h"
#include "model/cache/content_hash.h"
#include "model/load_model.h"
#include "model/read_file.h"

namespace compere::model {
namespace {

using test::TempFile;

void write(const std::filesystem::path& file, const std::string& content) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream{file, std::ios::binary} << content;
}

TEST(ContentHash, IsXxh3AndOfAFileTheSameAsOfItsBytes) {
    // xxHash's own sanity table: XXH3_128bits of no bytes with seed 0.
    EXPECT_EQ(to_hex(hash_text("")), "99aa06d3014798d86001c324468d497f");
    const std::string long_text(3'000'001, 'a');  // more than a block
    const TempFile file{"long.bin", long_text};
    const auto hash = hash_file(file.path());
    ASSERT_TRUE(hash) << hash.error().message;
    EXPECT_EQ(*hash, hash_text(long_text));
    EXPECT_FALSE(*hash == hash_text(long_text.substr(1)));
    EXPECT_EQ(hash_file("/nowhere.glb").error().message, read_file("/nowhere.glb").error().message);
}

TEST(Lookups, AreNotedWithWhatCameOfThem) {
    const TempFile file{"a.gltf", R"({"asset":{"version":"2.0"},"buffers":[{"byteLength":3,"uri":"sub/b%20c.bin"}],
        "images":[{"uri":"gone.png"},{"uri":"../outside.png"}]})"};
    write(file.folder() / "sub/b c.bin", "xyz");
    ImportRecord record;
    const auto model = load_model(file.path(), &record);
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(record.content, *hash_file(file.path()));
    ASSERT_EQ(record.lookups.size(), 3u);
    EXPECT_EQ(record.lookups[0], (Lookup{Lookup::Kind::Beside, "sub/b%20c.bin", "sub/b c.bin", hash_text("xyz")}));
    EXPECT_EQ(record.lookups[1].found, "gone.png");
    EXPECT_EQ(record.lookups[2].found, "");
    for (const Lookup& lookup : record.lookups)
        EXPECT_TRUE(still_holds(file.path(), lookup));
    write(file.folder() / "sub/b c.bin", "xyZ");
    write(file.folder() / "gone.png", "now it is there");
    EXPECT_FALSE(still_holds(file.path(), record.lookups[0]));
    EXPECT_FALSE(still_holds(file.path(), record.lookups[1]));
    EXPECT_TRUE(still_holds(file.path(), record.lookups[2]));
}

TEST(Lookups, APictureByItsBaseNameIsNoticedWhenItComesChangesOrABetterOneDoes) {
    const TempFile file{"a.fbx", "x"};
    ImportRecord record;
    EXPECT_TRUE(read_picture(file.path(), R"(D:\work\Face.tga)", &record).empty());
    ASSERT_EQ(record.lookups.size(), 1u);
    EXPECT_TRUE(still_holds(file.path(), record.lookups[0]));
    write(file.folder() / "textures/face.PNG", "png");
    EXPECT_FALSE(still_holds(file.path(), record.lookups[0]));
    EXPECT_EQ(read_picture(file.path(), R"(D:\work\Face.tga)", &record), (Bytes{'p', 'n', 'g'}));
    EXPECT_EQ(record.lookups[1].found, "textures/face.PNG");
    EXPECT_TRUE(still_holds(file.path(), record.lookups[1]));
    write(file.folder() / "textures/deep/face.tga", "png");  // same content, but the extension that was asked for
    EXPECT_FALSE(still_holds(file.path(), record.lookups[1]));
}

}  // namespace
}  // namespace compere::model
