#pragma once

#include <fmt/format.h>

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace compere::core {

// One sentence that names the file, field or device, as a user reads it; no trailing full stop.
// Converts to any failed Result, so `return rig.error();` needs no macro.
struct Error {
    std::string message;

    template <class T>
    operator tl::expected<T, Error>() const {
        return tl::unexpected<Error>(*this);
    }
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

template <class... Args>
Error fail(fmt::format_string<Args...> format, Args&&... args) {
    return Error{fmt::format(format, std::forward<Args>(args)...)};
}

}  // namespace compere::core
