#include "common/frame.glsl"
#include "common/colour.glsl"

in vec3 world_position;
in vec3 world_normal;
in vec2 surface_uv;
#ifdef VERTEX_COLOUR
in vec4 surface_colour;
#endif

layout(location = 4) uniform vec4 base_colour;
layout(location = 5) uniform vec4 surface;   // metallic, roughness, unused, alpha cut-off
layout(location = 8) uniform vec4 emissive;
layout(binding = 0) uniform sampler2D base_map;
layout(binding = 1) uniform sampler2D metallic_roughness_map;
layout(binding = 2) uniform sampler2D normal_map;
layout(binding = 3) uniform sampler2D emissive_map;
layout(binding = 4) uniform sampler2D sky_map;      // equirectangular, one mip level per roughness
layout(binding = 5) uniform sampler2DShadow shadow_map;

out vec4 fragment;

const float kPi = 3.14159265;

#ifdef NORMAL_MAP
// Tangent frame from screen derivatives (Mikkelsen 2010), so that no tangents are uploaded.
vec3 mapped_normal(vec3 n) {
    vec3 dp1 = dFdx(world_position), dp2 = dFdy(world_position);
    vec2 du1 = dFdx(surface_uv), du2 = dFdy(surface_uv);
    vec3 t = cross(dp2, n) * du1.x + cross(n, dp1) * du2.x;
    vec3 b = cross(dp2, n) * du1.y + cross(n, dp1) * du2.y;
    float scale = inversesqrt(max(max(dot(t, t), dot(b, b)), 1e-12));
    vec3 m = texture(normal_map, surface_uv).xyz * 2.0 - 1.0;
    return normalize(t * scale * m.x + b * scale * m.y + n * m.z);
}
#endif

vec3 sky_reflection(vec3 r, float roughness) {
    float turn = frame.counts.w;
    float u = atan(r.x, r.z) / (2.0 * kPi) + 0.5 + turn / (2.0 * kPi);
    float v = acos(clamp(r.y, -1.0, 1.0)) / kPi;
    return textureLod(sky_map, vec2(u, v), roughness * (frame.counts.z - 1.0)).rgb;
}

// Karis 2013 ("Physically Based Shading on Mobile"): the environment term without a table.
vec3 environment_brdf(vec3 f0, float roughness, float nv) {
    vec4 r = roughness * vec4(-1.0, -0.0275, -0.572, 0.022) + vec4(1.0, 0.0425, 1.04, -0.04);
    float a = min(r.x * r.x, exp2(-9.28 * nv)) * r.x + r.y;
    vec2 ab = vec2(-1.04, 1.04) * a + r.zw;
    return f0 * ab.x + ab.y;
}

float shadow() {
#ifdef SHADOW
    vec4 at = frame.shadow_matrix * vec4(world_position + normalize(world_normal) * 0.01, 1.0);
    if (any(lessThan(at.xyz, vec3(0.0))) || any(greaterThan(at.xyz, vec3(1.0)))) return 1.0;
    float sum = 0.0;
    vec2 texel = 1.5 / vec2(textureSize(shadow_map, 0));
    for (int y = -1; y <= 1; ++y) {
        for (int x = -1; x <= 1; ++x) sum += texture(shadow_map, vec3(at.xy + vec2(x, y) * texel, at.z - 0.002));
    }
    return sum / 9.0;
#else
    return 1.0;
#endif
}

void main() {
    vec4 base = base_colour;
#ifdef BASE_MAP
    vec4 sampled = texture(base_map, surface_uv);
    base *= vec4(linear_from_srgb(sampled.rgb), sampled.a);
#endif
#ifdef VERTEX_COLOUR
    base *= surface_colour;
#endif
#ifdef ALPHA_MASK
    if (base.a < surface.w) discard;
    base.a = 1.0;
#endif
    float metallic = surface.x, roughness = surface.y;
#ifdef METALLIC_ROUGHNESS_MAP
    vec4 mr = texture(metallic_roughness_map, surface_uv);
    metallic *= mr.b;
    roughness *= mr.g;
#endif
    roughness = clamp(roughness, 0.06, 1.0);
    vec3 n = normalize(world_normal);
#ifdef TWO_SIDED
    if (!gl_FrontFacing) n = -n;
#endif
#ifdef NORMAL_MAP
    n = mapped_normal(n);
#endif
    vec3 v = normalize(frame.camera.xyz - world_position);
    float nv = max(dot(n, v), 1e-3);
    vec3 f0 = mix(vec3(0.04), base.rgb, metallic);
    vec3 diffuse = base.rgb * (1.0 - metallic);
    vec3 sum = diffuse * sky_irradiance(n) + sky_reflection(reflect(-v, n), roughness) * environment_brdf(f0, roughness, nv);
    float a2 = roughness * roughness * roughness * roughness;
    float k = (roughness + 1.0) * (roughness + 1.0) / 8.0;
    for (int i = 0; i < int(frame.counts.x); ++i) {
        vec3 l = frame.light_direction[i].xyz;
        float nl = dot(n, l);
        if (nl <= 0.0) continue;
        vec3 h = normalize(l + v);
        float nh = max(dot(n, h), 0.0), vh = max(dot(v, h), 0.0);
        float d = nh * nh * (a2 - 1.0) + 1.0;
        // Strength 1 is an irradiance of pi: a white wall facing the light reads 1. Cook-Torrance with GGX and Schlick.
        vec3 f = f0 + (1.0 - f0) * pow(1.0 - vh, 5.0);
        vec3 specular = f * (a2 / (d * d)) / (4.0 * (nl * (1.0 - k) + k) * (nv * (1.0 - k) + k));
        float seen = i == int(frame.counts.y) ? shadow() : 1.0;
        sum += (diffuse * (1.0 - f) + specular) * frame.light_colour[i].rgb * (frame.light_direction[i].w * nl * seen);
    }
    vec3 glow = emissive.rgb;
#ifdef EMISSIVE_MAP
    glow *= linear_from_srgb(texture(emissive_map, surface_uv).rgb);
#endif
    vec4 c = coded((sum + glow) * frame.camera.w, base.a);
#ifdef ALPHA_BLEND
    fragment = vec4(c.rgb * base.a, base.a);
#else
    fragment = vec4(c.rgb, 1.0);
#endif
}
