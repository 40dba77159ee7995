#pragma once

#include <span>
#include <string>
#include <string_view>

namespace compere::show {

enum class Built { Yes, NotYet };

// One key that a mapping of the show file may hold. The parser refuses every other key, and the JSON Schema is made from the
// same tables, so the two cannot disagree.
struct Key {
    std::string_view name;
    std::string_view type;  // "string", "number", "integer", "boolean", "size", "any", "file", "vector", "colour", "map:TABLE", "list:TABLE", "table:TABLE"
    std::string_view about;
    Built built = Built::Yes;
};

// The keys of a named table ("show", "canvas", "anchor", …); empty for a name that is not one.
std::span<const Key> keys_of(std::string_view table);

// The known key that is most like `name`, or empty when none is near (edit distance above a third of its length).
std::string_view nearest_key(std::span<const Key> keys, std::string_view name);

// A JSON Schema (draft 2020-12) of the show file.
std::string json_schema();

}  // namespace compere::show
