#include <gtest/gtest.h>

#include "commerce/catalogue.h"

namespace {

// The example of the module's README, word for word.
std::string example() {
    const auto goods = compere::commerce::Catalogue::load("products.csv");
    if (!goods) return goods.error().message;  // "products.csv:3:14: price must be a number …"
    const compere::commerce::Product* tea = goods->find("TEA-001");
    if (tea == nullptr) return "not for sale";
    std::string words = tea->title + " " + compere::language::price_text(tea->price);
    if (tea->may_show_base()) words += ", " + tea->base_kind + " " + compere::language::price_text(*tea->base_price);
    if (tea->stock) words += ", " + std::to_string(*tea->stock) + tea->unit;
    return words;
}

TEST(Readme, ExampleNamesTheMissingFile) {
    EXPECT_EQ(example().rfind("products.csv: ", 0), 0u);
}

}  // namespace
