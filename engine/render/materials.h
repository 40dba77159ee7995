#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/error.h"
#include "gfx/gl_name.h"
#include "model/model.h"

namespace compere::render {

// One shader variant per set of maps a material really has: on software GL every map and every branch costs. Built on load, so that
// nothing compiles on air. Frame thread only.
class Programs {
public:
    core::Result<GLuint> surface(const model::Material& material, bool vertex_colour, bool shadow);
    core::Result<GLuint> outline();
    core::Result<GLuint> depth();

private:
    core::Result<GLuint> get(const std::string& fragment, std::vector<std::string> defines);
    std::map<std::string, gfx::ProgramName> built_;
    GLuint outline_ = 0, depth_ = 0;  // asked for at every tick
};

// Sets the material's numbers on the bound program (locations as in shaders/render).
void set_material(const model::Material& material);

}  // namespace compere::render
