layout(location = 0) uniform vec4 box;  // left, top, width, height in clip units: y down
out vec2 at;
void main() {
    at = vec2(gl_VertexID & 1, gl_VertexID >> 1);
    gl_Position = vec4(box.xy + at * box.zw, 0.0, 1.0);
}
