#include "text/typeset.h"

#include <pango/pangocairo.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "core/check.h"

namespace compere::text {
namespace {

struct FreeLayout {
    void operator()(PangoLayout* layout) const { g_object_unref(layout); }
};
using LayoutPtr = std::unique_ptr<PangoLayout, FreeLayout>;

guint16 channel(float value) {
    return static_cast<guint16>(std::lround(std::clamp(value, 0.0f, 1.0f) * 65535.0f));
}

void add_attribute(PangoAttrList* list, PangoAttribute* attribute, std::size_t from, std::size_t to) {
    attribute->start_index = static_cast<guint>(from);
    attribute->end_index = static_cast<guint>(to);
    pango_attr_list_insert(list, attribute);
}

void add_span(PangoAttrList* list, const Span& span, std::size_t from, std::size_t to) {
    PangoFontDescription* font = pango_font_description_new();
    pango_font_description_set_family(font, span.family.c_str());
    pango_font_description_set_absolute_size(font, static_cast<double>(span.size_px) * PANGO_SCALE);
    pango_font_description_set_weight(font, static_cast<PangoWeight>(span.weight));
    add_attribute(list, pango_attr_font_desc_new(font), from, to);
    pango_font_description_free(font);
    add_attribute(list, pango_attr_foreground_new(channel(span.colour.r), channel(span.colour.g), channel(span.colour.b)), from, to);
    add_attribute(list, pango_attr_foreground_alpha_new(std::max<guint16>(1, channel(span.colour.a))), from, to);
    if (span.struck) add_attribute(list, pango_attr_strikethrough_new(TRUE), from, to);
}

LayoutPtr make_layout(cairo_t* cairo, const Block& block) {
    LayoutPtr layout{pango_cairo_create_layout(cairo)};
    std::string text;
    PangoAttrList* list = pango_attr_list_new();
    add_attribute(list, pango_attr_language_new(pango_language_from_string("zh-CN")), 0, G_MAXUINT);
    for (const Span& span : block.spans) {
        const std::size_t from = text.size();
        text += span.utf8;
        add_span(list, span, from, text.size());
    }
    pango_layout_set_text(layout.get(), text.c_str(), static_cast<int>(text.size()));
    pango_layout_set_attributes(layout.get(), list);
    pango_attr_list_unref(list);
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    if (block.width_px > 0) pango_layout_set_width(layout.get(), block.width_px * PANGO_SCALE);
    if (block.max_lines > 0) {
        pango_layout_set_height(layout.get(), -block.max_lines);
        pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
    }
    pango_layout_set_alignment(layout.get(), block.align == Align::Left     ? PANGO_ALIGN_LEFT
                                             : block.align == Align::Centre ? PANGO_ALIGN_CENTER
                                                                            : PANGO_ALIGN_RIGHT);
    return layout;
}

void rounded_path(cairo_t* cairo, double x, double y, double width, double height, double radius) {
    const double r = std::min({radius, width / 2, height / 2});
    cairo_new_sub_path(cairo);
    cairo_arc(cairo, x + width - r, y + r, r, -M_PI / 2, 0);
    cairo_arc(cairo, x + width - r, y + height - r, r, 0, M_PI / 2);
    cairo_arc(cairo, x + r, y + height - r, r, M_PI / 2, M_PI);
    cairo_arc(cairo, x + r, y + r, r, M_PI, 3 * M_PI / 2);
    cairo_close_path(cairo);
}

void set_source(cairo_t* cairo, Srgba c) {
    cairo_set_source_rgba(cairo, static_cast<double>(c.r), static_cast<double>(c.g), static_cast<double>(c.b), static_cast<double>(c.a));
}

}  // namespace

Srgba srgb(std::uint32_t rrggbb, float alpha) {
    const auto part = [&](int shift) { return static_cast<float>((rrggbb >> shift) & 255u) / 255.0f; };
    return {part(16), part(8), part(0), alpha};
}

struct Canvas::State {
    cairo_surface_t* surface = nullptr;
    cairo_t* cairo = nullptr;
};

Canvas::Canvas(int width_px, int height_px) : width_px_{width_px}, height_px_{height_px}, state_{new State} {
    state_->surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width_px, height_px);
    COMPERE_CHECK(cairo_surface_status(state_->surface) == CAIRO_STATUS_SUCCESS);
    state_->cairo = cairo_create(state_->surface);
    cairo_font_options_t* options = cairo_font_options_create();
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_set_font_options(state_->cairo, options);
    cairo_font_options_destroy(options);
}

Canvas::~Canvas() {
    cairo_destroy(state_->cairo);
    cairo_surface_destroy(state_->surface);
    delete state_;
}

Extent measure(const Block& block) {
    cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 8, 8);
    cairo_t* cairo = cairo_create(surface);
    const LayoutPtr layout = make_layout(cairo, block);
    PangoRectangle ink{}, logical{};
    pango_layout_get_pixel_extents(layout.get(), &ink, &logical);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    return {logical.width, logical.height, ink.y, ink.height, ink.x, ink.width};
}

void Canvas::fill_rounded(float x, float y, float width, float height, float radius, Srgba colour) {
    rounded_path(state_->cairo, static_cast<double>(x), static_cast<double>(y), static_cast<double>(width), static_cast<double>(height), static_cast<double>(radius));
    set_source(state_->cairo, colour);
    cairo_fill(state_->cairo);
}

void Canvas::shadow_rounded(float x, float y, float width, float height, float radius, float blur, float down, Srgba colour) {
    // A stack of thin rounded plates sums to a soft edge; drawn once per text, so clarity beats speed.
    constexpr int kSteps = 16;
    for (int i = 0; i < kSteps; ++i) {
        const float grow = blur * (1.0f - 2.0f * static_cast<float>(i) / kSteps) * 0.5f;
        Srgba thin = colour;
        thin.a = 1.0f - std::pow(1.0f - colour.a, 1.0f / kSteps);
        fill_rounded(x - grow, y + down - grow, width + 2 * grow, height + 2 * grow, std::max(radius + grow, 1.0f), thin);
    }
}

void Canvas::stroke_rounded(float x, float y, float width, float height, float radius, float line, Srgba colour) {
    rounded_path(state_->cairo, static_cast<double>(x), static_cast<double>(y), static_cast<double>(width), static_cast<double>(height), static_cast<double>(radius));
    set_source(state_->cairo, colour);
    cairo_set_line_width(state_->cairo, static_cast<double>(line));
    cairo_stroke(state_->cairo);
}

void Canvas::draw(const Block& block, float x, float y) {
    cairo_t* cairo = state_->cairo;
    const LayoutPtr layout = make_layout(cairo, block);
    if (block.outline_px > 0) {
        cairo_move_to(cairo, static_cast<double>(x), static_cast<double>(y));
        pango_cairo_layout_path(cairo, layout.get());
        set_source(cairo, block.outline_colour);
        cairo_set_line_width(cairo, static_cast<double>(block.outline_px) * 2);
        cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
        cairo_save(cairo);
        if (block.is_shadow) {
            cairo_set_antialias(cairo, CAIRO_ANTIALIAS_FAST);
            cairo_set_tolerance(cairo, 0.5);
        }
        cairo_stroke(cairo);
        cairo_restore(cairo);
    }
    if (block.is_shadow) return;
    cairo_move_to(cairo, static_cast<double>(x), static_cast<double>(y));
    pango_cairo_show_layout(cairo, layout.get());
}

std::vector<std::uint8_t> Canvas::premultiplied_bgra() const {
    cairo_surface_flush(state_->surface);
    const unsigned char* data = cairo_image_surface_get_data(state_->surface);
    const std::size_t stride = static_cast<std::size_t>(cairo_image_surface_get_stride(state_->surface));
    const std::size_t row = static_cast<std::size_t>(width_px_) * 4;
    std::vector<std::uint8_t> out(row * static_cast<std::size_t>(height_px_));
    for (std::size_t y = 0; y < static_cast<std::size_t>(height_px_); ++y) {
        std::copy_n(data + y * stride, row, out.data() + y * row);
    }
    return out;
}

}  // namespace compere::text
