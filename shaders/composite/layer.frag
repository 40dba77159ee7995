in vec2 at;
layout(location = 1) uniform float opacity;
layout(binding = 0) uniform sampler2D picture;
out vec4 fragment;
void main() {
#ifdef FADED
    fragment = texture(picture, at) * opacity;
#else
    fragment = texture(picture, at);  // no tint: the form that the software rasteriser draws fastest
#endif
}
