#include "commerce/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace compere::commerce {
namespace {

using testing::HasSubstr;

std::vector<std::vector<std::string>> texts(std::string_view csv) {
    const auto rows = parse_csv(csv, "goods.csv");
    EXPECT_TRUE(rows) << rows.error().message;
    std::vector<std::vector<std::string>> out;
    if (!rows) return out;
    for (const CsvRow& row : *rows) {
        out.emplace_back();
        for (const CsvField& field : row)
            out.back().push_back(field.text);
    }
    return out;
}

std::string csv_fault(std::string_view csv) {
    const auto rows = parse_csv(csv, "goods.csv");
    return rows ? "" : rows.error().message;
}

using Rows = std::vector<std::vector<std::string>>;

TEST(Csv, PlainAndQuoted) {
    EXPECT_EQ(texts("a,b\n1,2\n"), (Rows{{"a", "b"}, {"1", "2"}}));
    EXPECT_EQ(texts("\"x, y\",\"say \"\"tea\"\"\"\n"), (Rows{{"x, y", "say \"tea\""}}));
    EXPECT_EQ(texts("\"two\nlines\",z"), (Rows{{"two\nlines", "z"}}));
}

TEST(Csv, ByteOrderMarkBlankLinesAndCarriageReturns) {
    EXPECT_EQ(texts("\xef\xbb\xbf" "a,b\r\n\r\n1,2\r\n"), (Rows{{"a", "b"}, {"1", "2"}}));
    EXPECT_EQ(texts("\"a\"\r\n\"b\"\r\n"), (Rows{{"a"}, {"b"}}));
}

TEST(Csv, EmptyInputsAndFields) {
    EXPECT_EQ(texts(""), Rows{});
    EXPECT_EQ(texts("\n\n"), Rows{});
    EXPECT_EQ(texts(",,\n"), (Rows{{"", "", ""}}));
    EXPECT_EQ(texts("a,\n"), (Rows{{"a", ""}}));
}

TEST(Csv, FieldsKnowWhereTheyStartInCharacters) {
    const auto rows = parse_csv("\xef\xbb\xbf" "龙井,b\n\"x\ny\",盖碗,c\n", "goods.csv");
    ASSERT_TRUE(rows);
    const CsvField& b = (*rows)[0][1];
    EXPECT_EQ(b.line, 1);
    EXPECT_EQ(b.column, 4);
    const CsvField& c = (*rows)[1][2];
    EXPECT_EQ(c.line, 3);  // the quoted field before spans two lines
    EXPECT_EQ(c.column, 7);
}

TEST(Csv, RefusesWhatItCannotRead) {
    EXPECT_EQ(csv_fault("a,b\n1,\"open\n"), "goods.csv:2:3: a quoted field is not closed");
    EXPECT_EQ(csv_fault("\"a\"b,c\n"), "goods.csv:1:4: text follows the closing quote");
    EXPECT_THAT(csv_fault("a\n" + std::string(70'000, 'x')), HasSubstr("goods.csv:2:1: a field is longer than 65536 bytes"));
    std::string many;
    for (int i = 0; i < 100'001; ++i)
        many += "x\n";
    EXPECT_EQ(csv_fault(many), "goods.csv: more than 100000 rows");
}

TEST(Csv, ARowHasAtMostAThousandFields) {
    EXPECT_TRUE(parse_csv(std::string(999, ','), "goods.csv"));
    const auto rows = parse_csv("a\n" + std::string(1000, ','), "goods.csv");
    ASSERT_FALSE(rows);
    EXPECT_EQ(rows.error().message, "goods.csv:2:1001: more than 1000 fields in a row");
}

}  // namespace
}  // namespace compere::commerce
