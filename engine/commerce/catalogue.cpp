#include "commerce/catalogue.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <map>
#include <sstream>

#include "commerce/csv.h"

namespace compere::commerce {
namespace {

constexpr std::array<std::string_view, 10> kColumns{"sku",      "title", "price", "base_price", "base_kind",
                                                    "base_date", "evidence", "stock", "unit",       "merchant"};

using Columns = std::map<std::string, std::size_t, std::less<>>;

core::Result<Columns> read_header(const CsvRow& header, const std::string& name) {
    Columns columns;
    for (std::size_t i = 0; i < header.size(); ++i) {
        if (std::find(kColumns.begin(), kColumns.end(), header[i].text) == kColumns.end()) {
            return core::fail("{}:{}:{}: unknown column \"{}\"", name, header[i].line, header[i].column, header[i].text);
        }
        if (!columns.emplace(header[i].text, i).second) {
            return core::fail("{}:{}:{}: the column \"{}\" stands there twice", name, header[i].line, header[i].column, header[i].text);
        }
    }
    for (const std::string_view needed : {"sku", "title", "price"}) {
        if (columns.find(needed) == columns.end()) return core::fail("{}:1:1: the column \"{}\" is missing", name, needed);
    }
    return columns;
}

core::Result<language::Money> money(const CsvField& field, const std::string& name) {
    const auto value = language::parse_price(field.text);
    if (!value) return core::fail("{}:{}:{}: {}", name, field.line, field.column, value.error().message);
    return *value;
}

core::Result<Product> read_product(const CsvRow& row, const Columns& columns, const std::string& name) {
    Product out;
    out.line = row[0].line;
    const CsvField none{{}, out.line, 1};
    const auto field = [&](std::string_view column) -> const CsvField& {
        const auto at = columns.find(column);
        return at == columns.end() || at->second >= row.size() ? none : row[at->second];
    };
    out.sku = field("sku").text;
    out.title = field("title").text;
    if (out.sku.empty()) return core::fail("{}:{}:1: a product needs a sku", name, out.line);
    if (out.title.empty()) return core::fail("{}:{}:1: the product {} needs a title", name, out.line, out.sku);
    auto price = money(field("price"), name);
    if (!price) return price.error();
    out.price = *price;
    if (!field("base_price").text.empty()) {
        auto base = money(field("base_price"), name);
        if (!base) return base.error();
        out.base_price = *base;
    }
    out.base_kind = field("base_kind").text;
    out.base_date = field("base_date").text;
    out.evidence = field("evidence").text;
    out.unit = field("unit").text;
    out.merchant = field("merchant").text;
    if (const CsvField& stock = field("stock"); !stock.text.empty()) {
        std::int64_t count = -1;
        const auto [end, error] = std::from_chars(stock.text.data(), stock.text.data() + stock.text.size(), count);
        if (error != std::errc{} || end != stock.text.data() + stock.text.size() || count < 0) {
            return core::fail("{}:{}:{}: stock must be a whole number, got \"{}\"", name, stock.line, stock.column, stock.text);
        }
        out.stock = count;
    }
    return out;
}

}  // namespace

Catalogue Catalogue::parse(std::string_view csv, const std::string& name, std::vector<core::Error>& faults) {
    constexpr std::size_t kMostFaults = 1000;
    Catalogue out;
    const auto rows = parse_csv(csv, name);
    const auto columns = !rows ? core::Result<Columns>{rows.error()} : rows->empty() ? core::fail("{}: the catalogue is empty", name) : read_header(rows->front(), name);
    if (!columns) {
        faults.push_back(columns.error());
        return out;
    }
    for (std::size_t i = 1; i < rows->size() && faults.size() < kMostFaults; ++i) {
        const CsvRow& row = (*rows)[i];
        if (row.size() > columns->size()) {
            faults.push_back(core::fail("{}:{}:1: {} fields for {} columns", name, row[0].line, row.size(), columns->size()));
            continue;
        }
        auto product = read_product(row, *columns, name);
        if (!product) {
            faults.push_back(product.error());
        } else if (const Product* twin = out.find(product->sku)) {
            faults.push_back(core::fail("{}:{}:1: the sku {} stands in line {} already", name, product->line, product->sku, twin->line));
        } else {
            out.by_sku_.emplace(product->sku, out.products_.size());
            out.products_.push_back(std::move(*product));
        }
    }
    return out;
}

core::Result<Catalogue> Catalogue::parse(std::string_view csv, const std::string& name) {
    std::vector<core::Error> faults;
    Catalogue out = parse(csv, name, faults);
    if (!faults.empty()) return faults.front();
    return out;
}

Catalogue Catalogue::load(const std::filesystem::path& file, std::vector<core::Error>& faults) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    if (error) faults.push_back(core::fail("{}: {}", file.string(), error.message()));
    if (!error && size > (64u << 20)) faults.push_back(core::fail("{}: larger than 64 MiB", file.string()));
    if (!faults.empty()) return {};
    std::ifstream in{file, std::ios::binary};
    std::stringstream text;
    text << in.rdbuf();
    return parse(text.str(), file.string(), faults);
}

core::Result<Catalogue> Catalogue::load(const std::filesystem::path& file) {
    std::vector<core::Error> faults;
    Catalogue out = load(file, faults);
    if (!faults.empty()) return faults.front();
    return out;
}

const Product* Catalogue::find(std::string_view sku) const {
    const auto found = by_sku_.find(sku);
    return found == by_sku_.end() ? nullptr : &products_[found->second];
}

}  // namespace compere::commerce
