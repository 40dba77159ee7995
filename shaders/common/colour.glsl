// Colour, once for all shaders; the twin of the tables that tests check in C++.

// IEC 61966-2-1, linear to coded: its straight line up to 0.004, beyond it three square roots (fit by Ian Taylor, 2012), cheaper than
// powers. Largest error 0.001, a quarter of a code value.
vec3 srgb_from_linear(vec3 linear_rgb) {
    vec3 a = sqrt(max(linear_rgb, vec3(0.0)));
    vec3 b = sqrt(a);
    vec3 c = sqrt(b);
    vec3 curve = 0.662002687 * a + 0.684122060 * b - 0.323583601 * c - 0.0225411470 * linear_rgb;
    return mix(curve, max(12.92 * linear_rgb, vec3(0.0)), lessThan(linear_rgb, vec3(0.004)));
}

// Coded to linear, the same author's cubic (largest error 0.0017). Material maps are stored and filtered coded, so that software GL does not
// decode four texels for each sample.
vec3 linear_from_srgb(vec3 srgb) {
    return srgb * (srgb * (srgb * 0.305306011 + 0.682171111) + 0.012522878);
}

// The one tone curve: the compression of the Khronos PBR Neutral tone mapper (2024), without its Fresnel offset, so that a colour of
// the catalogue below 0.76 stays exactly as it is and only highlights bend and fade towards white. No branch: at the knee it is 1.
vec3 tone_curve(vec3 linear_rgb) {
    const float start = 0.76;
    const float d = 1.0 - start;
    float peak = max(max(linear_rgb.r, linear_rgb.g), max(linear_rgb.b, start));
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
