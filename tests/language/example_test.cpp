// The README's example, kept compiling.
#include <gtest/gtest.h>

#include "language/script_runs.h"
#include "language/spell.h"

namespace compere::language {
namespace {

TEST(LanguageReadme, Example) {
    const std::string said = spell_for_speech("Tea ¥19.9", Language::Chinese);
    EXPECT_EQ(said, "Tea 十九点九元");
    EXPECT_EQ(script_runs(said).size(), 2u);
}

}  // namespace
}  // namespace compere::language
