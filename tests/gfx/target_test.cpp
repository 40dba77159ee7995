#include "gfx/target.h"

#include <glad/gl.h>
#include <gtest/gtest.h>

#include <numeric>

#include "gfx/program.h"
#include "gfx/texture.h"
#include "gl_context.h"

namespace compere::gfx {
namespace {

std::vector<std::uint8_t> counted(std::size_t bytes) {
    std::vector<std::uint8_t> out(bytes);
    std::iota(out.begin(), out.end(), std::uint8_t{3});
    return out;
}

std::vector<std::uint8_t> read(const Target& target, Box box) {
    std::vector<std::uint8_t> out(static_cast<std::size_t>(box.width * box.height * 4));
    target.read(box, out);
    return out;
}

// A texture over a box of the target (pixels, y down), unblended.
void draw(const Target& target, const TextureName& texture, Box box) {
    auto program = make_program("composite/layer.vert", "composite/layer.frag");
    ASSERT_TRUE(program) << program.error().message;
    const VertexArrayName empty = make_vertex_array();
    target.bind();
    glDisable(GL_BLEND);
    glBindVertexArray(empty.get());
    glUseProgram(program->get());
    const float w = static_cast<float>(target.width_px()), h = static_cast<float>(target.height_px());
    glUniform4f(0, 2 * static_cast<float>(box.x) / w - 1, 2 * static_cast<float>(box.y) / h - 1, 2 * static_cast<float>(box.width) / w, 2 * static_cast<float>(box.height) / h);
    glBindTextureUnit(0, texture.get());
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
}

void clear(const Target& target, float r, float g, float b) {
    target.bind();
    glClearColor(r, g, b, 1);
    glClear(GL_COLOR_BUFFER_BIT);
}

TEST(Target, TextureRoundTripIsExact) {
    test::gl();
    const int width = 6, height = 4;
    const auto bgra = counted(6 * 4 * 4);
    auto target = Target::create(width, height, Depth::No);
    ASSERT_TRUE(target) << target.error().message;
    draw(*target, make_layer_texture(width, height, bgra), {0, 0, width, height});
    EXPECT_EQ(read(*target, {0, 0, width, height}), bgra);
    // A box of it: rows 1 and 2, columns 2 to 4.
    std::vector<std::uint8_t> part;
    for (const std::size_t row : {1u, 2u})
        part.insert(part.end(), bgra.begin() + static_cast<std::ptrdiff_t>((row * 6 + 2) * 4), bgra.begin() + static_cast<std::ptrdiff_t>((row * 6 + 5) * 4));
    EXPECT_EQ(read(*target, {2, 1, 3, 2}), part);
    EXPECT_EQ(test::gl().take_errors(), 0);
}

TEST(Target, RowZeroIsTheTop) {
    test::gl();
    auto target = Target::create(4, 4, Depth::No);
    ASSERT_TRUE(target);
    clear(*target, 0, 0, 0);
    draw(*target, make_layer_texture(1, 1, std::vector<std::uint8_t>{30, 90, 200, 255}), {1, 0, 2, 1});
    const auto bgra = read(*target, {0, 0, 4, 4});
    for (std::size_t i = 0; i < 16; ++i)
        EXPECT_EQ(bgra[i * 4 + 2], i == 1 || i == 2 ? 200 : 0) << i;
}

TEST(Target, UpdatesReplaceTheWholePicture) {
    test::gl();
    const TextureName texture = make_layer_texture(2, 2, {});
    const auto bgra = counted(16);
    update_layer_texture(texture, 2, 2, bgra);
    auto target = Target::create(2, 2, Depth::No);
    ASSERT_TRUE(target);
    draw(*target, texture, {0, 0, 2, 2});
    EXPECT_EQ(read(*target, {0, 0, 2, 2}), bgra);
}

TEST(Target, CopiesOnlyTheBoxAndResolvesSamples) {
    test::gl();
    auto from = Target::create(8, 8, Depth::Yes, 4);
    auto to = Target::create(8, 8, Depth::No);
    ASSERT_TRUE(from && to);
    clear(*from, 200 / 255.0f, 90 / 255.0f, 30 / 255.0f);
    clear(*to, 0, 0, 0);
    from->copy_box_to(*to, {2, 1, 3, 2}, Depth::No);
    const auto bgra = read(*to, {0, 0, 8, 8});
    for (std::size_t y = 0; y < 8; ++y) {
        for (std::size_t x = 0; x < 8; ++x) {
            const bool inside = x >= 2 && x < 5 && y >= 1 && y < 3;
            const std::size_t at = (y * 8 + x) * 4;
            EXPECT_EQ(bgra[at], inside ? 30 : 0) << x << "," << y;
            EXPECT_EQ(bgra[at + 1], inside ? 90 : 0) << x << "," << y;
            EXPECT_EQ(bgra[at + 2], inside ? 200 : 0) << x << "," << y;
        }
    }
    from->copy_box_to(*to, {0, 0, 0, 5}, Depth::No);  // empty: nothing
    EXPECT_EQ(from->texture(), 0u);
    EXPECT_NE(to->texture(), 0u);
    EXPECT_EQ(test::gl().take_errors(), 0);
}

TEST(Target, WhatTheDriverRefusesIsAnError) {
    test::gl();
    EXPECT_FALSE(Target::create(1 << 20, 1 << 20, Depth::No));
    test::gl().take_errors();
}

}  // namespace
}  // namespace compere::gfx
