#include <algorithm>
#include <cmath>

#include "composite/artwork.h"
#include "text/typeset.h"

namespace compere::composite {
namespace {

constexpr std::uint32_t kCream = 0xFBF4E6, kInk = 0x22201C, kVermilion = 0xD8412F, kGold = 0xC9963F, kGrey = 0x6E655A;

text::Block price_block(const signal::CardPlan& card, float k) {
    const std::size_t point = card.price.find('.');
    const text::Srgba red = text::srgb(kVermilion);
    text::Block block;
    // Heavy Latin digits share one base line; the integer is what must be read at a quarter of the size.
    const std::string face = "Noto Sans CJK SC";
    block.spans.push_back({card.symbol, 56 * k, 900, red, false, face});
    block.spans.push_back({card.price.substr(0, point), 112 * k, 900, red, false, face});
    if (point != std::string::npos) block.spans.push_back({card.price.substr(point), 56 * k, 900, red, false, face});
    if (!card.unit.empty()) block.spans.push_back({" " + card.unit, 36 * k, 500, text::srgb(kGrey)});
    return block;
}

text::Block base_block(const signal::CardPlan& card, float k) {
    text::Block block;
    block.spans.push_back({card.base_meaning + " ", 34 * k, 400, text::srgb(kGrey)});
    block.spans.push_back({card.symbol + card.base_price, 34 * k, 400, text::srgb(kGrey), true});
    return block;
}

}  // namespace

Artwork draw_card(const signal::CardPlan& card, Scale scale, float x, float y, float width) {
    const float k = scale.factor();
    const bool portrait = scale.is_portrait();
    if (x < 0) {
        x = portrait ? 60 : 1180;
        y = portrait ? 770 : 560;
    }
    if (width <= 0) width = portrait ? 600 : 620;
    const float pad = 32 * k, margin = 44 * k, card_width = width * k;
    text::Block title;
    title.spans.push_back({card.title, 46 * k, 700, text::srgb(kInk)});
    title.width_px = static_cast<int>(card_width - 2 * pad);
    title.max_lines = 2;
    const text::Block price = price_block(card, k);
    const text::Extent title_size = text::measure(title), price_size = text::measure(price);
    // Noto's line box is taller than its ink: the price is placed by its ink so that the rows sit evenly.
    const float gap = 14 * k;
    float height = pad + static_cast<float>(title_size.height_px) + gap + static_cast<float>(price_size.ink_height_px) + gap + pad * 0.8f;
    const bool has_base = !card.base_price.empty() && !card.base_meaning.empty(), has_stock = !card.stock.empty();
    text::Block stock;
    stock.spans.push_back({card.stock, 34 * k, 500, text::srgb(0x2F7D6B)});
    const float inner = card_width - 2 * pad, stock_width = static_cast<float>(text::measure(stock).width_px);
    const text::Block base = base_block(card, k);
    // Side by side where both fit, else one below the other.
    const bool stacked = has_base && has_stock && static_cast<float>(text::measure(base).width_px) + stock_width + 24 * k > inner;
    const float line = 46 * k;
    height += (has_base || has_stock ? line : 0) + (stacked ? line : 0);
    Artwork out;
    out.width_px = static_cast<int>(std::ceil(card_width + 2 * margin)) & ~1;
    out.height_px = static_cast<int>(std::ceil(height + 2 * margin)) & ~1;
    out.x = static_cast<int>(std::lround(x * k - margin)) & ~1;
    out.y = static_cast<int>(std::lround(y * k - margin)) & ~1;
    text::Canvas canvas{out.width_px, out.height_px};
    canvas.shadow_rounded(margin, margin, card_width, height, 28 * k, 32 * k, 12 * k, text::srgb(0, 0.22f));
    canvas.fill_rounded(margin, margin, card_width, height, 28 * k, text::srgb(kCream, 0.97f));
    canvas.stroke_rounded(margin + k, margin + k, card_width - 2 * k, height - 2 * k, 27 * k, 2 * k, text::srgb(kGold, 0.7f));
    float row = margin + pad;
    canvas.draw(title, margin + pad, row);
    row += static_cast<float>(title_size.height_px) + gap;
    canvas.draw(price, margin + pad, row - static_cast<float>(price_size.ink_top_px));
    row += static_cast<float>(price_size.ink_height_px) + gap + 4 * k;
    if (has_base) canvas.draw(base, margin + pad, row);
    if (has_stock) canvas.draw(stock, has_base && !stacked ? margin + card_width - pad - stock_width : margin + pad, stacked ? row + line : row);
    out.bgra = canvas.premultiplied_bgra();
    return out;
}

}  // namespace compere::composite
