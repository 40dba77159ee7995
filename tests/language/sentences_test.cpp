#include "language/sentences.h"

#include <gtest/gtest.h>

namespace compere::language {
namespace {

TEST(CaptionUnits, HanIsOneLatinHalf) {
    EXPECT_DOUBLE_EQ(caption_units("茶ab"), 2.0);
    EXPECT_DOUBLE_EQ(caption_units("，"), 1.0);
}

TEST(CaptionPieces, CutsAtSentencesThenPhrases) {
    const auto pieces = caption_pieces("大家好！今天给大家带来春茶，香气很足。", 12.0);
    ASSERT_EQ(pieces.size(), 3u);
    EXPECT_EQ(pieces[0].text, "大家好！");
    EXPECT_EQ(pieces[1].text, "今天给大家带来春茶，");
    EXPECT_EQ(pieces[1].byte_offset, 12u);
    EXPECT_EQ(pieces[2].text, "香气很足。");
}

TEST(CaptionPieces, NeverCutsLatinWordsOrNumbers) {
    for (const CaptionPiece& piece : caption_pieces("Welcome to the extraordinary Compere 19.90 show", 6.0)) {
        EXPECT_NE(piece.text, "");
        EXPECT_TRUE(caption_units(piece.text) <= 6.0 || piece.text.find(' ') == std::string::npos) << piece.text;
    }
    const auto pieces = caption_pieces("只要19.90元", 4.0);
    ASSERT_EQ(pieces.size(), 2u);
    EXPECT_EQ(pieces[0].text, "只要");
    EXPECT_EQ(pieces[1].text, "19.90元");
}

TEST(CaptionPieces, LongHanWithoutSigns) {
    std::string text;
    for (int i = 0; i < 30; ++i)
        text += "茶";
    const auto pieces = caption_pieces(text, 12.0);
    ASSERT_EQ(pieces.size(), 3u);
    EXPECT_DOUBLE_EQ(caption_units(pieces[0].text), 12.0);
}

TEST(CaptionPieces, EmptyAndHostile) {
    EXPECT_TRUE(caption_pieces("", 10.0).empty());
    EXPECT_TRUE(caption_pieces("  \n ", 10.0).empty());
    EXPECT_FALSE(caption_pieces("\xe4\xb8", 0.0).empty());
}

}  // namespace
}  // namespace compere::language
