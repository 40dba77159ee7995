#include <gtest/gtest.h>

#include "show/director.h"
#include "show/load_show.h"

namespace {

using namespace compere;

std::shared_ptr<const signal::SpokenLine> speak(const show::SpeechRequest&) {
    return std::make_shared<signal::SpokenLine>();
}

// The example of the module's README, word for word.
core::Result<int> example() {
    const auto show = show::load_show("show.yaml");
    if (!show) return show.error();  // "show.yaml:12:7: unknown key \"szie\", did you mean \"size\"?"
    show::Director director{*show};
    std::vector<show::SpeechReply> replies;
    for (core::Tick tick = 0;; ++tick) {
        for (const show::SpeechRequest& request : director.take_requests())
            replies.push_back({request.id, speak(request)});
        const signal::FramePlan plan = director.step(tick, replies);
        replies.clear();
        if (plan.is_over) return static_cast<int>(director.spoken_lines());
    }
}

TEST(Readme, ExampleNamesTheMissingFile) {
    const auto lines = example();
    ASSERT_FALSE(lines);
    EXPECT_EQ(lines.error().message.rfind("show.yaml: ", 0), 0u);
}

}  // namespace
