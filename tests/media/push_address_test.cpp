#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "media/aigc.h"
#include "media/push_address.h"

namespace compere::media {
namespace {

void expect_parts(const core::Result<PushAddress>& address, const std::string& url, const std::string& key) {
    ASSERT_TRUE(address) << address.error().message;
    EXPECT_EQ(address->url, url);
    EXPECT_EQ(address->key, key);
}

TEST(PushAddress, AJoinedUrlEndsInItsKey) {
    expect_parts(parse_push("rtmp://host/app/key", ""), "rtmp://host/app", "key");
    expect_parts(parse_push("rtmp://host:1936/app/inner/key", ""), "rtmp://host:1936/app/inner", "key");
}

TEST(PushAddress, AQueryStaysWithTheKeyUnchanged) {
    expect_parts(parse_push("rtmp://host/app/stream-1?sign=a/b&t=2%2F", ""), "rtmp://host/app", "stream-1?sign=a/b&t=2%2F");
    expect_parts(parse_push("rtmp://host/app", "k?sign=a/b&x=1"), "rtmp://host/app", "k?sign=a/b&x=1");
}

TEST(PushAddress, ASeparateKeyLeavesTheUrl) {
    expect_parts(parse_push("rtmp://host/app", "key"), "rtmp://host/app", "key");
    expect_parts(parse_push("rtmp://host/app/", "key"), "rtmp://host/app", "key");
    expect_parts(parse_push("rtmp://host/app/inner", "key"), "rtmp://host/app/inner", "key");
}

TEST(PushAddress, WhatIsNoneSaysWhyWithoutTheKey) {
    for (const auto& [url, key] : {std::pair{"", ""}, {"http://host/app/secret", ""}, {"rtmp://", ""}, {"rtmp:///app/secret", ""}, {"rtmp://host", ""}, {"rtmp://host/", "secret"}, {"rtmp://host/app", ""}, {"rtmp://host/app/", ""}, {"rtmp://host", "secret"}}) {
        const auto address = parse_push(url, key);
        ASSERT_FALSE(address) << url;
        EXPECT_THAT(address.error().message, testing::Not(testing::HasSubstr("secret")));
    }
}

TEST(PushAddress, TheSchemeIsKept) {
    EXPECT_EQ(parse_push("rtmp://host/app/key", "")->scheme, PushAddress::Scheme::Rtmp);
    expect_parts(parse_push("rtmps://host:443/app/key", ""), "rtmps://host:443/app", "key");
    EXPECT_EQ(parse_push("rtmps://host/app", "key")->scheme, PushAddress::Scheme::Rtmps);
    EXPECT_EQ(parse_push("srt://host:9000", "")->scheme, PushAddress::Scheme::Srt);
    expect_parts(parse_push("srt://host:9000?streamid=publish:a&latency=200000", "a-long-passphrase"), "srt://host:9000?streamid=publish:a&latency=200000", "a-long-passphrase");
    EXPECT_EQ(parse_push("srt://host:9000?streamid=publish:a", "")->name(), "srt://host:9000");
}

TEST(PushAddress, AnSrtAddressNeedsAPortAndTakesNoSecretsInItsQuery) {
    for (const auto& [url, key] : {std::pair{"srt://host", ""}, {"srt://:9000", ""}, {"srt://host:", ""}, {"srt://host:0", ""}, {"srt://host:70000", ""}, {"srt://host:90x", ""}, {"srt://host:9000?passphrase=secret-secret", ""}, {"srt://host:9000?mode=listener", ""}, {"srt://host:9000", "secret"}}) {
        const auto address = parse_push(url, key);
        ASSERT_FALSE(address) << url;
        EXPECT_THAT(address.error().message, testing::Not(testing::HasSubstr("secret")));
    }
}

TEST(PushAddress, UserPasswordAndQueryAreNotTold) {
    const auto rtmp = parse_push("rtmp://user:pass-word@host:1935/app?auth=a-token", "key");
    ASSERT_TRUE(rtmp);
    EXPECT_EQ(rtmp->host(), "host");
    EXPECT_EQ(rtmp->name(), "rtmp://host:1935/app");
    EXPECT_THAT(rtmp->secrets(), testing::IsSupersetOf({"key", "user:pass-word", "pass-word", "auth=a-token", "a-token"}));
    const auto srt = parse_push("srt://host:9000?streamid=a-stream-key&latency=200", "");
    ASSERT_TRUE(srt);
    EXPECT_THAT(srt->secrets(), testing::Contains("a-stream-key"));
    EXPECT_THAT(srt->secrets(), testing::Not(testing::Contains("200")));
}

TEST(Aigc, TheLabelIsJsonInThePrescribedOrder) {
    EXPECT_EQ(aigc_label("Wang \"A\"\n", "id-1"),
              R"({"Label":"1","ContentProducer":"Wang \"A\"","ProduceID":"id-1","ReservedCode1":"","ContentPropagator":"","PropagateID":"","ReservedCode2":""})");
}

TEST(PushAddress, ItsHostStandsAlone) {
    const auto host = [](const char* url) { return PushAddress{PushAddress::Scheme::Rtmp, url, ""}.host(); };
    EXPECT_EQ(host("rtmp://push.example.org:1936/app"), "push.example.org");
    EXPECT_EQ(host("rtmps://push.example.org/app/x"), "push.example.org");
    EXPECT_EQ(host("srt://127.0.0.1:9000?streamid=a:b/c"), "127.0.0.1");
    EXPECT_EQ(host("rtmp://[::1]:1935/app"), "::1");
}

}  // namespace
}  // namespace compere::media
