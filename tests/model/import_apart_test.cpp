#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <array>
#include <csignal>

#include "core/child_process.h"
#include "import_place.h"
#include "model/import_model.h"

namespace compere::model {
namespace {

using test::OwnCache;
using test::TempFile;

constexpr const char* kEmptyModel = R"({"asset":{"version":"2.0"},"nodes":[{}]})";

// What an import says when its child does as a shell script says.
std::string sentence(const std::string& script, const ImportLimits& limits = {}) {
    const OwnCache cache;
    const TempFile model{"a.gltf", kEmptyModel};
    const TempFile child{"child", "#!/bin/sh\n" + script + "\n"};
    std::filesystem::permissions(child.path(), std::filesystem::perms::owner_all);
    setenv("COMPERE_HELPER_BINARY", child.path().c_str(), 1);
    const auto imported = import_model(model.path(), limits);
    setenv("COMPERE_HELPER_BINARY", COMPERE_BINARY, 1);
    EXPECT_FALSE(imported);
    EXPECT_TRUE(cache.entries().empty());
    EXPECT_TRUE(import_model(model.path()));  // the next one goes well
    const std::string message = imported ? "" : imported.error().message;
    EXPECT_EQ(message.rfind(model.path().string() + ": ", 0), 0u) << message;
    return message.substr(std::min(message.size(), model.path().string().size() + 2));
}

TEST(ImportApart, AChildThatDiesIsASentence) {
    EXPECT_EQ(sentence("kill -KILL $$"), "its import crashed (signal 9)");
    EXPECT_EQ(sentence("kill -SEGV $$"), "its import crashed (signal 11)");
    EXPECT_EQ(sentence("exit 3"), "its import ended without an answer (exit code 3)");
    EXPECT_EQ(sentence("exit 12", {std::size_t{1536} << 20}), "its import needed more than 1536 MiB");
}

TEST(ImportApart, AChildThatHangsIsEnded) {
    ImportLimits limits;
    limits.wall = std::chrono::milliseconds{200};
    EXPECT_EQ(sentence("exec sleep 100", limits), "its import was ended after 0.2 s");
    EXPECT_EQ(sentence("printf '\\005\\000\\000\\000ab'; exec sleep 100", limits),
              "its import was ended after 0.2 s");  // half a frame
}

TEST(ImportApart, AChildThatTakesTheProcessorIsEnded) {
    ImportLimits limits;
    limits.cpu_s = 1;
    EXPECT_EQ(sentence("while :; do :; done", limits), "its import needed more than 1 s of processor time");
}

TEST(ImportApart, AChildThatTalksNonsenseIsASentence) {
    EXPECT_EQ(sentence("printf '\\002\\000\\000\\000ab'"),
              "its import answered with what cannot be read: is cut short or holds what cannot be");
    EXPECT_EQ(sentence("exec yes no such frame"), "its import ended without an answer (exit code 1)");
    // No error, no look-ups, and an archive of three bytes that is none: text, hash, list and length are 8, 16, 8 and 8
    // bytes.
    const std::string zeros8 = "\\000\\000\\000\\000\\000\\000\\000\\000";
    EXPECT_EQ(sentence("printf '\\050\\000\\000\\000" + zeros8 + zeros8 + zeros8 + zeros8 +
                       "\\003\\000\\000\\000\\000\\000\\000\\000\\003\\000\\000\\000abc'"),
              "its import answered with what cannot be read: is cut short or holds what cannot be");
    EXPECT_EQ(sentence("printf '\\050\\000\\000\\000" + zeros8 + zeros8 + zeros8 + zeros8 +
                       "\\003\\000\\000\\000\\000\\000\\000\\000\\004\\000\\000\\000abcd'"),
              "its import answered with what cannot be read: its frames do not add up");
}

TEST(ImportApart, WhatComesIsBounded) {
    const OwnCache cache;
    const TempFile model{"a.gltf", kEmptyModel};
    ImportLimits limits;
    limits.archive_bytes = 10;
    const auto imported = import_model(model.path(), limits);
    ASSERT_FALSE(imported);
    EXPECT_NE(imported.error().message.find("at most 0 MiB"), std::string::npos) << imported.error().message;
}

TEST(ImportApart, AFileThatEatsMemoryIsASentence) {
#ifdef COMPERE_SANITIZED
    GTEST_SKIP() << "the sanitizers reserve more address space than any limit";
#endif
    const OwnCache cache;
    const std::string words(std::size_t{150} << 20, 'x');
    const TempFile model{"a.gltf", R"({"asset":{"version":"2.0"},"nodes":[{}],"extras":")" + words + "\"}"};
    ImportLimits limits;
    limits.memory_bytes = std::size_t{512} << 20;
    const auto imported = import_model(model.path(), limits);
    ASSERT_FALSE(imported);
    EXPECT_EQ(imported.error().message, model.path().string() + ": its import needed more than 512 MiB");
}

TEST(ImportApart, TheChildEndsWithItsParent) {
    prctl(PR_SET_CHILD_SUBREAPER, 1);  // so that the orphan is ours to wait for
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    const pid_t parent = fork();
    if (parent == 0) {
        const auto child = core::ChildProcess::start({"import-model"});
        const pid_t pid = child ? child->pid() : -1;
        (void)!write(ends[1], &pid, sizeof pid);
        raise(SIGKILL);
    }
    waitpid(parent, nullptr, 0);
    pid_t child = -1;
    ASSERT_EQ(read(ends[0], &child, sizeof child), static_cast<ssize_t>(sizeof child));
    ASSERT_GT(child, 0);
    EXPECT_EQ(waitpid(child, nullptr, 0), child);  // for ever, if it stayed
    for (const int end : ends)
        close(end);
}

}  // namespace
}  // namespace compere::model
