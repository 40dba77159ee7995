#include "common/frame.glsl"
#include "common/colour.glsl"

#ifdef RIM
in vec3 world_position;
#endif
in vec3 world_normal;
in vec2 surface_uv;
#ifdef VERTEX_COLOUR
in vec4 surface_colour;
#endif

layout(location = 4) uniform vec4 base_colour;
layout(location = 5) uniform vec4 shade_colour;   // linear, alpha cut-off in w
layout(location = 6) uniform vec4 toon;           // shift, toony, equalisation, rim power
layout(location = 7) uniform vec4 rim;            // colour, lift
layout(location = 8) uniform vec4 emissive;
layout(binding = 0) uniform sampler2D base_map;
layout(binding = 1) uniform sampler2D shade_map;

out vec4 fragment;

void main() {
    vec4 base = base_colour;
#ifdef BASE_MAP
    vec4 sampled = texture(base_map, surface_uv);
    sampled.rgb *= sampled.rgb;
    base *= sampled;
#endif
#ifdef VERTEX_COLOUR
    base *= surface_colour;
#endif
#ifdef ALPHA_MASK
    if (base.a < shade_colour.w) discard;
    base.a = 1.0;
#endif
#ifdef UNLIT
    vec3 linear_rgb = base.rgb + emissive.rgb;
#else
    vec3 n = normalize(world_normal);
#ifdef TWO_SIDED
    if (!gl_FrontFacing) n = -n;
#endif
    vec3 shade = shade_colour.rgb;
#ifdef SHADE_IS_BASE
    shade *= sampled.rgb;  // one map for both tones, sampled once
#endif
#ifdef SHADE_MAP
    shade *= linear_from_srgb(texture(shade_map, surface_uv).rgb);
#endif
    // MToon 1.0: shading = linstep(-1 + toony, 1 - toony, N·L + shift), with a narrow soft edge of our own at least 0.05 wide.
    float lit = dot(n, frame.light_direction[0].xyz) + toon.x;
    float edge = max(1.0 - toon.y, 0.05);
    lit = smoothstep(-edge, edge, lit);
    vec3 key = frame.light_colour[0].rgb * frame.light_direction[0].w;
    // MToon equalises the sky's light; what is left of its direction is the difference of above and below.
    vec3 ambient = frame.irradiance[0].rgb + frame.irradiance[1].rgb * (n.y * (1.0 - toon.z));
    vec3 linear_rgb = mix(shade, base.rgb, lit) * key + base.rgb * ambient;
#ifdef RIM
    vec3 v = normalize(frame.camera.xyz - world_position);
    float edge_on = pow(clamp(1.0 - dot(n, v) + rim.w, 0.0, 1.0), max(toon.w, 0.001));
    linear_rgb += rim.rgb * edge_on * (key + ambient);
#endif
    linear_rgb += emissive.rgb;
#endif
#ifdef ALPHA_BLEND
    // Layers of the figure blend on coded values, like everything that comes later.
    vec4 c = coded(linear_rgb * frame.camera.w, base.a);
    fragment = vec4(c.rgb * base.a, base.a);
#else
    // No dither here: two tones have no ramps, and luma is dithered once more when it is rounded for the encoder.
    fragment = vec4(sqrt(tone_curve(linear_rgb * frame.camera.w)), 1.0);
#endif
}
