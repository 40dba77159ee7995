#include "gfx/program.h"

#include <algorithm>

#include "gfx/shader_sources.h"

namespace compere::gfx {
namespace {

core::Result<std::string_view> source_of(std::string_view path) {
    const auto sources = shader_sources();
    const auto found = std::find_if(sources.begin(), sources.end(), [&](const ShaderSource& s) { return s.path == path; });
    if (found == sources.end()) return core::fail("shader {} is not in the binary", path);
    return found->text;
}

core::Status append(std::string& out, std::string_view path, int depth) {
    if (depth > 4) return core::fail("shader {}: includes nest too deep", path);
    const auto text = source_of(path);
    if (!text) return text.error();
    std::string_view rest = *text;
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        const std::string_view line = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
        constexpr std::string_view kInclude = "#include \"";
        if (line.substr(0, kInclude.size()) == kInclude) {
            const std::string_view name = line.substr(kInclude.size(), line.rfind('"') - kInclude.size());
            if (core::Status done = append(out, name, depth + 1); !done) return done;
        } else {
            out.append(line).push_back('\n');
        }
    }
    return {};
}

core::Result<GLuint> compile(GLenum stage, std::string_view path, const std::vector<std::string>& defines) {
    const auto text = expand_shader(path, defines);
    if (!text) return text.error();
    const GLuint shader = glCreateShader(stage);
    const char* body = text->c_str();
    glShaderSource(shader, 1, &body, nullptr);
    glCompileShader(shader);
    GLint good = GL_FALSE;
    glGetShaderiv(shader, GL_COMPILE_STATUS, &good);
    if (good == GL_TRUE) return shader;
    std::string log(2048, '\0');
    GLsizei length = 0;
    glGetShaderInfoLog(shader, static_cast<GLsizei>(log.size()), &length, log.data());
    glDeleteShader(shader);
    return core::fail("shader {} does not compile: {}", path, log.substr(0, static_cast<std::size_t>(length)));
}

}  // namespace

core::Result<std::string> expand_shader(std::string_view path, const std::vector<std::string>& defines) {
    std::string out = "#version 450 core\n";
    for (const std::string& define : defines) {
        out += "#define " + define + " 1\n";
    }
    if (core::Status done = append(out, path, 0); !done) return done.error();
    return out;
}

core::Result<ProgramName> make_program(std::string_view vertex_path, std::string_view fragment_path, const std::vector<std::string>& defines) {
    const auto vertex = compile(GL_VERTEX_SHADER, vertex_path, defines);
    if (!vertex) return vertex.error();
    const auto fragment = compile(GL_FRAGMENT_SHADER, fragment_path, defines);
    if (!fragment) {
        glDeleteShader(*vertex);
        return fragment.error();
    }
    ProgramName program{glCreateProgram()};
    glAttachShader(program.get(), *vertex);
    glAttachShader(program.get(), *fragment);
    glLinkProgram(program.get());
    glDeleteShader(*vertex);
    glDeleteShader(*fragment);
    GLint good = GL_FALSE;
    glGetProgramiv(program.get(), GL_LINK_STATUS, &good);
    if (good == GL_TRUE) return program;
    std::string log(2048, '\0');
    GLsizei length = 0;
    glGetProgramInfoLog(program.get(), static_cast<GLsizei>(log.size()), &length, log.data());
    return core::fail("shaders {} and {} do not link: {}", vertex_path, fragment_path, log.substr(0, static_cast<std::size_t>(length)));
}

}  // namespace compere::gfx
