#include "gfx/texture.h"

#include "core/check.h"

namespace compere::gfx {
namespace {

TextureName bound_texture() {
    GLuint name = 0;
    glGenTextures(1, &name);
    glBindTexture(GL_TEXTURE_2D, name);
    return TextureName{name};
}

void set_sampling(GLint minify, GLint wrap) {
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, minify);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, wrap);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, wrap);
}

std::size_t bytes(int width_px, int height_px) {
    return static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px) * 4;
}

}  // namespace

TextureName make_layer_texture(int width_px, int height_px, std::span<const std::uint8_t> bgra) {
    COMPERE_CHECK(bgra.empty() || bgra.size() == bytes(width_px, height_px));
    TextureName texture = bound_texture();
    // glTexImage2D with GL_BGRA, not glTexStorage2D: only so does Mesa pick the BGRA layout.
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width_px, height_px, 0, GL_BGRA, GL_UNSIGNED_INT_8_8_8_8_REV,
                 bgra.empty() ? nullptr : bgra.data());
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAX_LEVEL, 0);
    set_sampling(GL_LINEAR, GL_CLAMP_TO_EDGE);
    return texture;
}

void update_layer_texture(const TextureName& texture, int width_px, int height_px, std::span<const std::uint8_t> bgra) {
    COMPERE_CHECK(bgra.size() == bytes(width_px, height_px));
    glBindTexture(GL_TEXTURE_2D, texture.get());
    glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, width_px, height_px, GL_BGRA, GL_UNSIGNED_INT_8_8_8_8_REV, bgra.data());
}

TextureName make_material_texture(int width_px, int height_px, std::span<const std::uint8_t> rgba, Wrap wrap) {
    COMPERE_CHECK(rgba.size() == bytes(width_px, height_px));
    TextureName texture = bound_texture();
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width_px, height_px, 0, GL_RGBA,
                 GL_UNSIGNED_BYTE, rgba.data());
    glGenerateMipmap(GL_TEXTURE_2D);
    set_sampling(GL_LINEAR_MIPMAP_NEAREST, wrap == Wrap::Repeat ? GL_REPEAT : GL_CLAMP_TO_EDGE);
    return texture;
}

}  // namespace compere::gfx
