#include "lips/phoneme_viseme.h"

#include <gtest/gtest.h>

namespace compere::lips {
namespace {

using enum signal::Viseme;
using Shapes = std::vector<signal::Viseme>;

Shapes of(std::string_view phoneme) {
    return visemes_of_phoneme(phoneme).value_or(Shapes{ou, ou, ou, ou});
}

TEST(VisemesOfPhoneme, Arpabet) {
    EXPECT_EQ(of("P"), Shapes{PP});
    EXPECT_EQ(of("AA1"), Shapes{aa});
    EXPECT_EQ(of("dh"), Shapes{TH});
    EXPECT_EQ(of("iy"), Shapes{ih});
    EXPECT_EQ(of("AY0"), (Shapes{aa, ih}));
    EXPECT_EQ(of("OW"), (Shapes{oh, ou}));
    EXPECT_EQ(of("Y"), Shapes{ih});
    EXPECT_EQ(of("PT"), (Shapes{PP, DD}));
    EXPECT_EQ(of("HH"), Shapes{});
}

TEST(VisemesOfPhoneme, Ipa) {
    EXPECT_EQ(of("m"), Shapes{PP});
    EXPECT_EQ(of("tʃ"), Shapes{CH});
    EXPECT_EQ(of("ˈoʊ"), (Shapes{oh, ou}));
    EXPECT_EQ(of("ɑː"), Shapes{aa});
    EXPECT_EQ(of("y"), Shapes{ou});
    EXPECT_EQ(of("h"), Shapes{});
    EXPECT_EQ(of("n̩"), Shapes{nn});
    EXPECT_EQ(of("ʰp"), Shapes{PP});
}

TEST(VisemesOfPhoneme, EspeakMandarin) {
    EXPECT_EQ(of("ts."), Shapes{CH});
    EXPECT_EQ(of("ts"), Shapes{SS});
    EXPECT_EQ(of("tɕ"), Shapes{CH});
    EXPECT_EQ(of("χ"), Shapes{kk});
    EXPECT_EQ(of("ɑu"), (Shapes{aa, ou}));
    EXPECT_EQ(of("iɑu"), (Shapes{ih, aa, ou}));
    EXPECT_EQ(of("i."), Shapes{ih});
}

TEST(VisemesOfPhoneme, SilenceAndNamedShapes) {
    for (const char* silence : {"", "sil", "SP", "pau", "_:", "_", "h#"})
        EXPECT_EQ(of(silence), Shapes{sil}) << silence;
    EXPECT_EQ(of("[PP]"), Shapes{PP});
    EXPECT_FALSE(visemes_of_phoneme("[zz]"));
}

TEST(VisemesOfPhoneme, UnknownAndHostile) {
    EXPECT_FALSE(visemes_of_phoneme("?"));
    EXPECT_FALSE(visemes_of_phoneme("茶"));
    EXPECT_FALSE(visemes_of_phoneme("\xff\xfe"));
    EXPECT_FALSE(visemes_of_phoneme("1"));
    EXPECT_FALSE(visemes_of_phoneme(std::string(10000, '!')));
}

}  // namespace
}  // namespace compere::lips
