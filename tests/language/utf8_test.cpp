#include "language/utf8.h"

#include <gtest/gtest.h>

namespace compere::language {
namespace {

TEST(Utf8, RoundTrip) {
    for (const char32_t value : {U'a', U'é', U'茶', U'\U0001F600'}) {
        std::string text;
        append_utf8(text, value);
        EXPECT_EQ(code_point_at(text, 0).value, value);
        EXPECT_EQ(code_point_at(text, 0).bytes, text.size());
    }
}

TEST(Utf8, IllFormedBytesComeOneAtATime) {
    for (const char* text : {"\xff", "\xc0\x80", "\xe4\xb8", "\xed\xa0\x80", "\xf5\x80\x80\x80"}) {
        EXPECT_EQ(code_point_at(text, 0).value, char32_t{0xfffd});
        EXPECT_EQ(code_point_at(text, 0).bytes, 1u);
    }
}

TEST(Utf8, Scripts) {
    EXPECT_TRUE(is_han(U'茶'));
    EXPECT_FALSE(is_han(U'。'));
    EXPECT_TRUE(is_latin_letter(U'é'));
    EXPECT_FALSE(is_latin_letter(U'3'));
}

}  // namespace
}  // namespace compere::language
