// Colour, once for all shaders; the twin of the tables that tests check in C++.

// IEC 61966-2-1, linear to coded.
vec3 srgb_from_linear(vec3 linear_rgb) {
    vec3 low = linear_rgb * 12.92;
    vec3 high = 1.055 * pow(max(linear_rgb, vec3(0.0031308)), vec3(1.0 / 2.4)) - 0.055;
    return mix(low, high, step(vec3(0.0031308), linear_rgb));
}

// The one tone curve: the compression of the Khronos PBR Neutral tone mapper (2024), without its Fresnel offset, so that a colour of
// the catalogue below 0.76 stays exactly as it is and only highlights bend and fade towards white.
vec3 tone_curve(vec3 linear_rgb) {
    const float start = 0.76;
    const float d = 1.0 - start;
    float peak = max(linear_rgb.r, max(linear_rgb.g, linear_rgb.b));
    if (peak < start) return linear_rgb;
    float new_peak = 1.0 - d * d / (peak + d - start);
    float fade = 1.0 - 1.0 / (0.15 * (peak - new_peak) + 1.0);
    return mix(linear_rgb * (new_peak / peak), vec3(new_peak), fade);
}

// Screen-fixed noise of plus minus half a code value (interleaved gradient noise, Jimenez 2014), so that slow ramps show no steps.
vec3 dithered(vec3 srgb) {
    float noise = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715))));
    return srgb + (noise - 0.5) / 255.0;
}

// Linear light to what is stored in an 8-bit target.
vec4 coded(vec3 linear_rgb, float alpha) {
    return vec4(dithered(srgb_from_linear(tone_curve(linear_rgb))), alpha);
}
