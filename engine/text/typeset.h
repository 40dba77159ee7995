#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace compere::text {

// 0…1 sRGB-coded, straight alpha.
struct Srgba {
    float r = 0, g = 0, b = 0, a = 1;
};
Srgba srgb(std::uint32_t rrggbb, float alpha = 1.0f);

enum class Align { Left, Centre, Right };

// One stretch of text in one style. Sizes are the em in pixels of the picture being made.
struct Span {
    std::string utf8;
    float size_px = 40;
    int weight = 400;  // 100…900
    Srgba colour;
    bool struck = false;
    std::string family = "Noto Sans CJK SC";
};

struct Block {
    std::vector<Span> spans;
    int width_px = 0;  // lines break here by the Chinese rules of Pango; 0: no limit
    int max_lines = 0;  // 0: no limit; more is cut with an ellipsis
    Align align = Align::Left;
    float outline_px = 0;  // drawn behind the glyphs
    Srgba outline_colour;
    bool is_shadow = false;  // the outline alone, its edges less fine: a fraction of the time
};

struct Extent {
    int width_px = 0, height_px = 0;       // of the layout
    int ink_top_px = 0, ink_height_px = 0;  // of what is inked
    int ink_left_px = 0, ink_width_px = 0;
};

Extent measure(const Block& block);

// A picture to draw into: premultiplied BGRA, row 0 at the top. Any thread, one thread at a time.
class Canvas {
public:
    Canvas(int width_px, int height_px);
    ~Canvas();
    Canvas(const Canvas&) = delete;
    Canvas& operator=(const Canvas&) = delete;

    void fill_rounded(float x, float y, float width, float height, float radius, Srgba colour);
    // One shadow style: blurred, offset downwards (the card's, 1080 wide: blur 32 px, 12 down, 22 % black).
    void shadow_rounded(float x, float y, float width, float height, float radius, float blur, float down, Srgba colour);
    void stroke_rounded(float x, float y, float width, float height, float radius, float line, Srgba colour);
    void draw(const Block& block, float x, float y);

    int width_px() const { return width_px_; }
    int height_px() const { return height_px_; }
    std::vector<std::uint8_t> premultiplied_bgra() const;

private:
    struct State;
    int width_px_, height_px_;
    State* state_;
};

// What the installed fonts can draw: a box on air is a `check` error instead. Asking the system takes milliseconds, so who has many texts
// keeps one; by one thread at a time.
class Glyphs {
public:
    Glyphs();
    ~Glyphs();
    Glyphs(const Glyphs&) = delete;
    Glyphs& operator=(const Glyphs&) = delete;
    std::vector<std::string> missing(std::string_view utf8);  // characters for which no font has a glyph, each once

private:
    struct Known;
    std::unique_ptr<Known> known_;
};
std::vector<std::string> missing_glyphs(std::string_view utf8);  // of one text

}  // namespace compere::text
