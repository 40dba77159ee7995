#include "show/keys.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace compere::show {
namespace {

TEST(Keys, NearestIsAnEditOrTwoAway) {
    const auto keys = keys_of("show");
    EXPECT_EQ(nearest_key(keys, "canvas"), "canvases");
    EXPECT_EQ(nearest_key(keys, "product"), "products");
    EXPECT_EQ(nearest_key(keys, "zebra crossing"), "");
    EXPECT_EQ(nearest_key({}, "show"), "");
    EXPECT_TRUE(keys_of("no such table").empty());
}

TEST(Schema, ParsesAndHoldsOnlyWhatIsBuilt) {
    const nlohmann::json schema = nlohmann::json::parse(json_schema());
    EXPECT_EQ(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    int not_yet = 0;
    for (const auto& [table, definition] : schema["$defs"].items()) {
        EXPECT_EQ(definition["additionalProperties"], false) << table;
        for (const Key& key : keys_of(table)) {
            const bool built = key.built == Built::Yes;
            not_yet += built ? 0 : 1;
            EXPECT_EQ(definition["properties"].contains(std::string{key.name}), built) << table << "." << key.name;
        }
    }
    EXPECT_GT(not_yet, 0);
}

TEST(Schema, EveryReferenceLeadsSomewhere) {
    const nlohmann::json schema = nlohmann::json::parse(json_schema());
    int references = 0;
    const auto walk = [&](const auto& self, const nlohmann::json& at) -> void {
        if (at.is_object() && at.contains("$ref")) {
            ++references;
            const std::string path = at["$ref"].get<std::string>().substr(1);
            EXPECT_TRUE(schema.contains(nlohmann::json::json_pointer{path})) << path;
        }
        for (const auto& inner : at)
            if (inner.is_structured()) self(self, inner);
    };
    walk(walk, schema);
    EXPECT_GT(references, 10);
}

}  // namespace
}  // namespace compere::show
