#include "common/colour.glsl"

in vec2 at;
layout(location = 0) uniform vec4 top_srgb;
layout(location = 1) uniform vec4 bottom_srgb;
layout(location = 2) uniform vec4 image_fit;   // offset, scale of the picture that covers the canvas
layout(binding = 0) uniform sampler2D image;
out vec4 fragment;

void main() {
#ifdef IMAGE
    fragment = vec4(texture(image, at * image_fit.zw + image_fit.xy).rgb, 1.0);
#else
    fragment = vec4(dithered(mix(top_srgb.rgb, bottom_srgb.rgb, at.y)), 1.0);
#endif
}
