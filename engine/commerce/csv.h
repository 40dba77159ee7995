#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace compere::commerce {

struct CsvField {
    std::string text;
    int line = 0;    // from 1
    int column = 0;  // character column where the field starts, from 1
};
using CsvRow = std::vector<CsvField>;

// RFC 4180: quoted fields may hold commas, line breaks and doubled quotes. A byte order mark and blank lines are skipped.
// At most 100,000 rows and 64 KiB a field.
core::Result<std::vector<CsvRow>> parse_csv(std::string_view text, const std::string& name);

}  // namespace compere::commerce
