#include "common/frame.glsl"

invariant gl_Position;  // the depth pass and the shading pass must agree to the last bit

layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec2 uv;
layout(location = 3) in vec4 colour;

layout(location = 1) uniform vec4 uv_transform;

// Positions are in the stage already: sets are placed on load, figures are skinned on the CPU.
#ifdef WORLD_POSITION
out vec3 world_position;
#endif
out vec3 world_normal;
out vec2 surface_uv;
#ifdef VERTEX_COLOUR
out vec4 surface_colour;
#endif
#ifdef OUTLINE
layout(location = 2) uniform float outline_m;
#endif

void main() {
    world_normal = normal;
    vec4 world = vec4(position, 1.0);
#ifdef OUTLINE
    world.xyz += normalize(normal) * outline_m;
#endif
#ifdef WORLD_POSITION
    world_position = world.xyz;
#endif
    surface_uv = uv * uv_transform.zw + uv_transform.xy;
#ifdef VERTEX_COLOUR
    surface_colour = colour;
#endif
    gl_Position = frame.view_projection * world;
#ifdef OUTLINE
    gl_Position.z += 0.00003 * gl_Position.w;
#endif
    gl_Position.y = -gl_Position.y;  // row 0 of every target is the top
}
