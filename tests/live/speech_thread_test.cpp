#include "live/speech_thread.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>

namespace compere::live {
namespace {

std::vector<show::SpeechRequest> recorded(std::uint64_t count) {
    std::vector<show::SpeechRequest> out(count);
    for (std::uint64_t id = 0; id < count; ++id) {
        out[id].id = id;
        out[id].sound = "/nowhere/line.wav";
    }
    return out;
}

TEST(SpeechThread, KeepsWhatDoesNotFitAndAnswersInOrder) {
    SpeechThread speech;
    std::vector<show::SpeechRequest> waiting = recorded(50);
    std::vector<room::Performance> answers;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (answers.size() < 50 && std::chrono::steady_clock::now() < deadline) {
        speech.offer(waiting);
        for (room::Performance& answer : speech.take())
            answers.push_back(std::move(answer));
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    EXPECT_TRUE(waiting.empty());
    ASSERT_EQ(answers.size(), 50u);
    for (std::uint64_t id = 0; id < 50; ++id) {
        EXPECT_EQ(answers[id].id, id);
        EXPECT_EQ(answers[id].line, nullptr);  // a sound that is not there
    }
}

TEST(SpeechThread, GivesTheLineWithItsMouth) {
    setenv("COMPERE_HELPER_BINARY", COMPERE_BINARY, 1);
    SpeechThread speech;
    std::vector<show::SpeechRequest> waiting(1);
    waiting[0].id = 7;
    waiting[0].text = "好";
    speech.offer(waiting);
    const auto answers = speech.wait_for(1);
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].id, 7u);
    ASSERT_NE(answers[0].line, nullptr);
    EXPECT_FALSE(answers[0].line->samples.empty());
    EXPECT_NE(answers[0].mouth, nullptr);
}

TEST(SpeechThread, EndsWithRequestsWaiting) {
    for (int i = 0; i < 10; ++i) {
        SpeechThread speech;
        std::vector<show::SpeechRequest> waiting = recorded(8);
        speech.offer(waiting);
    }
}

}  // namespace
}  // namespace compere::live
