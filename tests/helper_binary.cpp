#include <gtest/gtest.h>

#include <cstdlib>

namespace {

// Child processes are `compere` itself under a hidden verb, which a test binary is not.
class HelperBinary : public ::testing::Environment {
    void SetUp() override { setenv("COMPERE_HELPER_BINARY", COMPERE_BINARY, 1); }
};

[[maybe_unused]] const ::testing::Environment* const kHelperBinary = ::testing::AddGlobalTestEnvironment(new HelperBinary);

}  // namespace
