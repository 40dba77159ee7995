#pragma once

#include <gtest/gtest.h>

#include "gfx/context.h"

namespace compere::test {

// The one context of a test process.
inline gfx::Context& gl() {
    static gfx::Context context = [] {
        gfx::prepare_environment();
        auto made = gfx::Context::create();
        if (!made) ADD_FAILURE() << made.error().message;
        return std::move(*made);
    }();
    return context;
}

}  // namespace compere::test
