#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "image/picture.h"
#include "temporary.h"

namespace compere::image {
namespace {

std::string content(const std::filesystem::path& file) {
    const auto bytes = read_file(file, 1 << 20);
    return bytes ? std::string{bytes->begin(), bytes->end()} : "";
}

// The example of the module's README, word for word.
core::Result<std::vector<std::uint8_t>> example(const std::filesystem::path& file) {
    const std::vector<std::uint8_t> bgra{30, 90, 200, 255, 3, 2, 1, 255};
    if (const auto done = write_png(file, 2, 1, bgra, R"({"Label":"1"})"); !done) return done.error();
    const auto picture = load(file);
    if (!picture) return picture.error();  // "logo.png: a picture of 16000x4 is larger than 8192 pixels a side"
    return premultiplied_bgra(*picture);
}

TEST(Readme, ExampleGivesBackThePixels) {
    const test::Temporary file{"example.png"};
    const auto bgra = example(file.path());
    ASSERT_TRUE(bgra) << bgra.error().message;
    EXPECT_EQ(*bgra, (std::vector<std::uint8_t>{30, 90, 200, 255, 3, 2, 1, 255}));
}

TEST(PngFile, CarriesTheLabelAsXmp) {
    const test::Temporary file{"label.png"};
    ASSERT_TRUE(write_png(file.path(), 1, 1, std::vector<std::uint8_t>{1, 2, 3, 255}, R"({"Label":"1","ContentProducer":"A&B<C"})"));
    const std::string bytes = content(file.path());
    EXPECT_THAT(bytes, testing::HasSubstr("iTXtXML:com.adobe.xmp"));
    EXPECT_THAT(bytes, testing::HasSubstr("TC260:AIGC=\"{&quot;Label&quot;:&quot;1&quot;,&quot;ContentProducer&quot;:&quot;A&amp;B&lt;C&quot;}\""));
    EXPECT_TRUE(load(file.path()));
}

TEST(PngFile, WithoutALabelThereIsNone) {
    const test::Temporary file{"plain.png"};
    ASSERT_TRUE(write_png(file.path(), 1, 1, std::vector<std::uint8_t>{1, 2, 3, 255}, ""));
    EXPECT_THAT(content(file.path()), testing::Not(testing::HasSubstr("iTXt")));
}

TEST(PngFile, AnUnwritablePlaceIsNamed) {
    const auto done = write_png("/nowhere/picture.png", 1, 1, std::vector<std::uint8_t>{1, 2, 3, 255}, "");
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().message, "/nowhere/picture.png: cannot be written");
}

}  // namespace
}  // namespace compere::image
