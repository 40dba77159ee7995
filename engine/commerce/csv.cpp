#include "commerce/csv.h"

namespace compere::commerce {
namespace {

constexpr std::size_t kMaxRows = 100'000;
constexpr std::size_t kMaxField = 64u << 10;
constexpr std::size_t kMaxFields = 1000;  // in a row

class Cursor {
public:
    explicit Cursor(std::string_view text) : text_{text} {}
    bool at_end() const { return at_ >= text_.size(); }
    char peek() const { return text_[at_]; }
    char next() {
        const char c = text_[at_++];
        if (c == '\n') {
            ++line_;
            column_ = 1;
        } else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) {
            ++column_;
        }
        return c;
    }
    int line() const { return line_; }
    int column() const { return column_; }

private:
    std::string_view text_;
    std::size_t at_ = 0;
    int line_ = 1;
    int column_ = 1;
};

core::Result<CsvField> read_field(Cursor& in, const std::string& name) {
    CsvField field{{}, in.line(), in.column()};
    const bool quoted = !in.at_end() && in.peek() == '"';
    if (quoted) in.next();
    while (!in.at_end()) {
        if (!quoted && (in.peek() == ',' || in.peek() == '\n')) break;
        const char c = in.next();
        if (quoted && c == '"') {
            if (in.at_end() || in.peek() != '"') {
                if (!in.at_end() && in.peek() == '\r') in.next();
                if (!in.at_end() && in.peek() != ',' && in.peek() != '\n') {
                    return core::fail("{}:{}:{}: text follows the closing quote", name, in.line(), in.column());
                }
                return field;
            }
            in.next();
        } else if (!quoted && c == '\r') {
            continue;
        }
        field.text.push_back(c);
        if (field.text.size() > kMaxField) return core::fail("{}:{}:{}: a field is longer than {} bytes", name, field.line, field.column, kMaxField);
    }
    if (quoted) return core::fail("{}:{}:{}: a quoted field is not closed", name, field.line, field.column);
    return field;
}

}  // namespace

core::Result<std::vector<CsvRow>> parse_csv(std::string_view text, const std::string& name) {
    if (text.substr(0, 3) == "\xef\xbb\xbf") text.remove_prefix(3);
    Cursor in{text};
    std::vector<CsvRow> rows;
    while (!in.at_end()) {
        CsvRow row;
        for (;;) {
            auto field = read_field(in, name);
            if (!field) return field.error();
            if (row.size() == kMaxFields) return core::fail("{}:{}:{}: more than {} fields in a row", name, field->line, field->column, kMaxFields);
            row.push_back(std::move(*field));
            if (in.at_end() || in.next() == '\n') break;
        }
        if (row.size() == 1 && row[0].text.empty()) continue;
        rows.push_back(std::move(row));
        if (rows.size() > kMaxRows) return core::fail("{}: more than {} rows", name, kMaxRows);
    }
    return rows;
}

}  // namespace compere::commerce
