#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "command.h"
#include "output/loopback.h"

namespace compere {
namespace {

using testing::HasSubstr;

// What the server says to a peer that sends these bytes (as printf has them) and leaves.
test::Ran sent(const std::string& bytes) {
    const std::string port = std::to_string(test::free_port());
    const std::string peer = "for i in $(seq 50); do exec 3<>/dev/tcp/127.0.0.1/" + port + " && break; sleep 0.05; done; { " + bytes + "; } >&3; sleep 0.1";
    return test::run("bash -c '( " + peer + " ) 2>/dev/null & exec \"" COMPERE_BINARY "\" loopback-server " + port + "'");
}

// The handshake as a peer does it, without reading the answer.
const std::string kHands = "printf \"\\003\"; head -c 3072 /dev/zero; ";

TEST(LoopbackServer, WhatIsNoPushIsRefused) {
    for (const std::string& bytes : {
             std::string{"printf GET"},                                                          // no handshake
             std::string{"printf \"\\004\"; head -c 1536 /dev/zero"},                            // another version
             kHands + "printf \"\\000\"",                                                        // a chunk stream beyond the first 62
             kHands + "printf \"\\003\\0\\0\\0\\001\\0\\001\\024\\0\\0\\0\\0\"",                    // 65537 bytes announced
             kHands + "printf \"\\002\\0\\0\\0\\0\\0\\004\\001\\0\\0\\0\\0\\0\\0\\0\\0\"",             // chunks of nothing
             kHands + "printf \"\\002\\0\\0\\0\\0\\0\\002\\001\\0\\0\\0\\0\\0\\0\"",                   // half a chunk size
             kHands + "printf \"\\003\\0\\0\\0\\0\\002\\0\\024\\0\\0\\0\\0\"; head -c 128 /dev/zero; "  // 128 bytes of 512,
                      "printf \"\\003\\0\\0\\0\\0\\0\\004\\024\\0\\0\\0\\0\"",                          // then a header that says 4
             kHands + "printf \"\\003\\0\\0\\0\\0\\0\\004\\024\\0\\0\\0\\0\\002\\377\\377a\"",           // a name longer than its message
         }) {
        const test::Ran ran = sent(bytes);
        EXPECT_EQ(ran.exit, 1) << bytes;
        EXPECT_THAT(ran.err, HasSubstr("what came is not an RTMP push")) << bytes;
    }
}

}  // namespace
}  // namespace compere
