#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "language/money.h"

namespace compere::commerce {

struct Product {
    std::string sku;
    std::string title;
    language::Money price;
    std::optional<language::Money> base_price;  // struck through only with kind, date and evidence
    std::string base_kind;                      // what the base price means, e.g. 日常价
    std::string base_date;                      // since when it was asked
    std::string evidence;                       // the record that proves it
    std::optional<std::int64_t> stock;          // unknown: nothing is said about it
    std::string unit;                           // 罐, 份
    std::string merchant;
    int line = 0;  // in the catalogue file

    bool may_show_base() const { return base_price && !base_kind.empty() && !base_date.empty() && !evidence.empty(); }
};

// The goods of a show by SKU, in the file's order.
class Catalogue {
public:
    // A CSV file with a header row: sku,title,price and any of base_price,base_kind,base_date,evidence,stock,unit,merchant.
    static core::Result<Catalogue> load(const std::filesystem::path& file);
    static core::Result<Catalogue> parse(std::string_view csv, const std::string& name);
    // The same with all that is wrong, one fault of each row and at most 1000: the goods are those of the other rows.
    static Catalogue load(const std::filesystem::path& file, std::vector<core::Error>& faults);
    static Catalogue parse(std::string_view csv, const std::string& name, std::vector<core::Error>& faults);

    const Product* find(std::string_view sku) const;
    const std::vector<Product>& products() const { return products_; }

private:
    std::vector<Product> products_;
    std::map<std::string, std::size_t, std::less<>> by_sku_;  // places in products_
};

}  // namespace compere::commerce
