#include "commerce/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace compere::commerce {
namespace {

std::string fault(std::string_view csv) {
    const auto catalogue = Catalogue::parse(csv, "goods.csv");
    return catalogue ? "" : catalogue.error().message;
}

TEST(Catalogue, ReadsEveryColumnInAnyOrder) {
    const auto catalogue = Catalogue::parse(
        "unit,price,sku,title,base_price,base_kind,base_date,evidence,stock,merchant\n"
        "罐,199.00,TEA-1,\"龙井, 特级\",258,日常价,2026-10-01,EV-1,320,唐茶\n"
        "套,89.9,CUP-2,盖碗,,,,,,\n",
        "goods.csv");
    ASSERT_TRUE(catalogue) << catalogue.error().message;
    ASSERT_EQ(catalogue->products().size(), 2u);
    const Product& tea = catalogue->products()[0];
    EXPECT_EQ(tea.sku, "TEA-1");
    EXPECT_EQ(tea.title, "龙井, 特级");
    EXPECT_EQ(tea.price.minor, 19900);
    ASSERT_TRUE(tea.base_price);
    EXPECT_EQ(tea.base_price->minor, 25800);
    EXPECT_TRUE(tea.may_show_base());
    EXPECT_EQ(tea.stock, 320);
    EXPECT_EQ(tea.unit, "罐");
    EXPECT_EQ(tea.merchant, "唐茶");
    EXPECT_EQ(tea.line, 2);
    const Product& cup = catalogue->products()[1];
    EXPECT_EQ(cup.price.minor, 8990);
    EXPECT_FALSE(cup.base_price);
    EXPECT_FALSE(cup.may_show_base());
    EXPECT_EQ(cup.stock, std::nullopt);
    EXPECT_EQ(cup.line, 3);
}

TEST(Catalogue, FindsBySku) {
    const auto catalogue = Catalogue::parse("sku,title,price\nA,Tea,1\nB,Cup,2\n", "goods.csv");
    ASSERT_TRUE(catalogue);
    ASSERT_NE(catalogue->find("B"), nullptr);
    EXPECT_EQ(catalogue->find("B")->title, "Cup");
    EXPECT_EQ(catalogue->find("b"), nullptr);
    EXPECT_EQ(catalogue->find(""), nullptr);
}

TEST(Catalogue, BasePriceNeedsMeaningDateAndEvidence) {
    const std::string head = "sku,title,price,base_price,base_kind,base_date,evidence\n";
    for (const char* row : {"A,Tea,1,2,,2026-10-01,E", "A,Tea,1,2,日常价,,E", "A,Tea,1,2,日常价,2026-10-01,", "A,Tea,1,,日常价,2026-10-01,E"}) {
        const auto catalogue = Catalogue::parse(head + row, "goods.csv");
        ASSERT_TRUE(catalogue) << row;
        EXPECT_FALSE(catalogue->products()[0].may_show_base()) << row;
    }
}

TEST(Catalogue, SaysWhereAPriceIsWrong) {
    EXPECT_EQ(fault("sku,title,price\nA,龙井,\"19,9\"\n"), "goods.csv:2:6: price must be a number with at most two decimals, got \"19,9\"");
    EXPECT_EQ(fault("sku,title,price\nA,Tea,1.999\n"), "goods.csv:2:7: price must be a number with at most two decimals, got \"1.999\"");
    EXPECT_NE(fault("sku,title,price\nA,Tea,-1\n"), "");
    EXPECT_NE(fault("sku,title,price\nA,Tea,¥19\n"), "");
    EXPECT_NE(fault("sku,title,price\nA,Tea,\n"), "");
    // Without quotes the comma parts the fields, which then are too many.
    EXPECT_EQ(fault("sku,title,price\nA,Tea,19,9\n"), "goods.csv:2:1: 4 fields for 3 columns");
}

TEST(Catalogue, SaysWhatElseIsWrong) {
    EXPECT_EQ(fault(""), "goods.csv: the catalogue is empty");
    EXPECT_EQ(fault("sku,title,price,colour\n"), "goods.csv:1:17: unknown column \"colour\"");
    EXPECT_EQ(fault("sku,title\n"), "goods.csv:1:1: the column \"price\" is missing");
    EXPECT_EQ(fault("sku,title,price\nA,Tea,1\nB,Cup,2\nA,Pot,3\n"), "goods.csv:4:1: the sku A stands in line 2 already");
    EXPECT_EQ(fault("sku,title,price\n,Tea,1\n"), "goods.csv:2:1: a product needs a sku");
    EXPECT_EQ(fault("sku,title,price\nA\n"), "goods.csv:2:1: the product A needs a title");
    for (const char* stock : {"many", "-1", "1.5", "3 "}) {
        EXPECT_EQ(fault(std::string{"sku,title,price,stock\nA,Tea,1,"} + stock + "\n"),
                  std::string{"goods.csv:2:9: stock must be a whole number, got \""} + stock + "\"");
    }
}

TEST(Catalogue, SaysAllThatIsWrongOneFaultOfEachRow) {
    std::vector<core::Error> faults;
    const Catalogue goods = Catalogue::parse("sku,title,price\nA,Tea,1\nB,,x\nC,Cup,y\nA,Pot,2\nD,Jar,3,4\nE,Bowl,5\n", "g.csv", faults);
    ASSERT_EQ(faults.size(), 4u);
    EXPECT_EQ(faults[0].message, "g.csv:3:1: the product B needs a title");
    EXPECT_THAT(faults[1].message, testing::StartsWith("g.csv:4:7: price must be a number"));
    EXPECT_EQ(faults[2].message, "g.csv:5:1: the sku A stands in line 2 already");
    EXPECT_EQ(faults[3].message, "g.csv:6:1: 4 fields for 3 columns");
    EXPECT_EQ(goods.products().size(), 2u);
}

TEST(Catalogue, AColumnStandsOnce) {
    EXPECT_EQ(fault("sku,title,price,price\nA,Tea,1,2\n"), "goods.csv:1:17: the column \"price\" stands there twice");
}

TEST(Catalogue, AMissingFileIsNamed) {
    const auto catalogue = Catalogue::load("/nowhere/goods.csv");
    ASSERT_FALSE(catalogue);
    EXPECT_THAT(catalogue.error().message, testing::StartsWith("/nowhere/goods.csv: "));
}

TEST(Catalogue, TheDemoReads) {
    const auto catalogue = Catalogue::load(std::filesystem::path{COMPERE_SOURCE_DIR} / "assets/shows/tea-house/products.csv");
    ASSERT_TRUE(catalogue) << catalogue.error().message;
    EXPECT_GE(catalogue->products().size(), 3u);
}

// Each row asks whether its sku stood there before: by a walk over all of them this takes half a minute.
TEST(Catalogue, ManyGoodsAreFoundAtOnce) {
    std::string csv = "sku,title,price\n";
    for (int i = 0; i < 90'000; ++i)
        csv += "SKU-" + std::to_string(i) + ",Tea," + std::to_string(i) + "\n";
    const auto goods = Catalogue::parse(csv, "goods.csv");
    ASSERT_TRUE(goods) << goods.error().message;
    for (int i = 0; i < 90'000; ++i)
        ASSERT_EQ(goods->find("SKU-" + std::to_string(i))->line, i + 2);
    EXPECT_EQ(goods->find("SKU-90000"), nullptr);
}

}  // namespace
}  // namespace compere::commerce
