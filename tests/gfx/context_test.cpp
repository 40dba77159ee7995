#include "gfx/context.h"

#include <glad/gl.h>
#include <gtest/gtest.h>

#include "gfx/nv12.h"
#include "gfx/program.h"
#include "gfx/target.h"
#include "gl_context.h"

namespace compere::gfx {
namespace {

// The example of the module's README, word for word.
core::Result<std::vector<std::uint8_t>> example() {
    auto target = Target::create(64, 36, Depth::No);
    if (!target) return target.error();
    auto program = make_program("composite/layer.vert", "composite/layer.frag");
    if (!program) return program.error();
    target->bind();
    glClearColor(0.25f, 0.5f, 0.75f, 1.0f);
    glClear(GL_COLOR_BUFFER_BIT);
    std::vector<std::uint8_t> bgra(64 * 36 * 4), nv12(64 * 36 * 3 / 2);
    target->read({0, 0, 64, 36}, bgra);
    bgra_to_nv12(bgra, 64, 36, Dither::Yes, nv12);
    return nv12;
}

TEST(Context, IsMadeHeadless) {
    EXPECT_FALSE(test::gl().renderer().empty());
    EXPECT_EQ(test::gl().is_software(), test::gl().renderer().find("pipe") != std::string::npos);
    GLint major = 0, minor = 0;
    glGetIntegerv(GL_MAJOR_VERSION, &major);
    glGetIntegerv(GL_MINOR_VERSION, &minor);
    EXPECT_GE(major * 10 + minor, 45);
}

TEST(Context, CountsErrorsOnce) {
    Context& context = test::gl();
    EXPECT_EQ(context.take_errors(), 0);
    glEnable(0xdead);
    EXPECT_EQ(context.take_errors(), 1);
    EXPECT_EQ(context.take_errors(), 0);
}

TEST(GlName, MovesAndFrees) {
    test::gl();
    BufferName first = make_buffer();
    const GLuint name = first.get();
    EXPECT_EQ(glIsBuffer(name), GL_TRUE);
    {
        const BufferName second{std::move(first)};
        EXPECT_EQ(second.get(), name);
    }
    EXPECT_EQ(glIsBuffer(name), GL_FALSE);
}

TEST(Readme, ExampleGivesTheColour) {
    test::gl();
    const auto nv12 = example();
    ASSERT_TRUE(nv12) << nv12.error().message;
    // 64, 128, 191: 0.2126 R + 0.7152 G + 0.0722 B = 118.94; · 219/255 + 16 = 118.15
    EXPECT_NEAR((*nv12)[0], 118.15, 1.0);
}

}  // namespace
}  // namespace compere::gfx
