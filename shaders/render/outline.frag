#include "common/frame.glsl"
#include "common/colour.glsl"

in vec3 world_normal;
in vec2 surface_uv;

layout(location = 4) uniform vec4 base_colour;
out vec4 fragment;

void main() {
    fragment = vec4(srgb_from_linear(base_colour.rgb), 1.0);
}
