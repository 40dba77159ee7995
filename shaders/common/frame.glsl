// What all surfaces of one view share; filled by render/frame_block.cpp in this order (std140).
layout(std140, binding = 0) uniform Frame {
    mat4 view_projection;
    mat4 shadow_matrix;         // world to shadow map, 0…1
    vec4 camera;                // position, exposure
    vec4 light_direction[4];    // towards the light, strength in w
    vec4 light_colour[4];       // linear
    vec4 irradiance[9];         // spherical harmonics of the sky, already convolved with the cosine, divided by pi
    vec4 counts;                // lights, index of the shadow light or -1, levels of the sky, turn of the sky in radians
} frame;

// Ramamoorthi and Hanrahan 2001, eq. 13, with the constants folded into the coefficients.
vec3 sky_irradiance(vec3 n) {
    return max(vec3(0.0), frame.irradiance[0].rgb + frame.irradiance[1].rgb * n.y + frame.irradiance[2].rgb * n.z + frame.irradiance[3].rgb * n.x +
                          frame.irradiance[4].rgb * (n.x * n.y) + frame.irradiance[5].rgb * (n.y * n.z) + frame.irradiance[6].rgb * (3.0 * n.z * n.z - 1.0) +
                          frame.irradiance[7].rgb * (n.x * n.z) + frame.irradiance[8].rgb * (n.x * n.x - n.y * n.y));
}
