#pragma once

#include <glad/gl.h>

#include <utility>

namespace compere::gfx {

// Owns one GL name; destroyed on the frame thread.
template <void (*Release)(GLuint)>
class GlName {
public:
    explicit GlName(GLuint name = 0) : name_{name} {}
    GlName(GlName&& from) noexcept : name_{std::exchange(from.name_, 0)} {}
    GlName& operator=(GlName&& from) noexcept {
        std::swap(name_, from.name_);
        return *this;
    }
    ~GlName() {
        if (name_ != 0) Release(name_);
    }
    GLuint get() const { return name_; }

private:
    GLuint name_;
};

inline void release_texture(GLuint name) { glDeleteTextures(1, &name); }
inline void release_buffer(GLuint name) { glDeleteBuffers(1, &name); }
inline void release_vertex_array(GLuint name) { glDeleteVertexArrays(1, &name); }
inline void release_framebuffer(GLuint name) { glDeleteFramebuffers(1, &name); }
inline void release_renderbuffer(GLuint name) { glDeleteRenderbuffers(1, &name); }
inline void release_program(GLuint name) { glDeleteProgram(name); }

using TextureName = GlName<release_texture>;
using BufferName = GlName<release_buffer>;
using VertexArrayName = GlName<release_vertex_array>;
using FramebufferName = GlName<release_framebuffer>;
using RenderbufferName = GlName<release_renderbuffer>;
using ProgramName = GlName<release_program>;

inline BufferName make_buffer() {
    GLuint name = 0;
    glCreateBuffers(1, &name);
    return BufferName{name};
}
inline VertexArrayName make_vertex_array() {
    GLuint name = 0;
    glCreateVertexArrays(1, &name);
    return VertexArrayName{name};
}

}  // namespace compere::gfx
