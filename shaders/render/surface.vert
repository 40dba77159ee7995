#include "common/frame.glsl"

layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec2 uv;
layout(location = 3) in vec4 colour;

layout(location = 0) uniform mat4 model;  // identity for what is skinned on the CPU
layout(location = 1) uniform vec4 uv_transform;

out vec3 world_position;
out vec3 world_normal;
out vec2 surface_uv;
#ifdef VERTEX_COLOUR
out vec4 surface_colour;
#endif
#ifdef OUTLINE
layout(location = 2) uniform float outline_m;
#endif

void main() {
    vec4 world = model * vec4(position, 1.0);
    world_normal = mat3(model) * normal;
#ifdef OUTLINE
    // Thinner with distance than a fixed screen width would be, never wider than in the file.
    world.xyz += normalize(world_normal) * outline_m;
#endif
    world_position = world.xyz;
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
