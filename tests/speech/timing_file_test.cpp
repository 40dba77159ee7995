#include "speech/timing_file.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace compere::speech {
namespace {

const std::string kShort =
    "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\n0\n1\n<exists>\n1\n\"IntervalTier\"\n\"phones\"\n0\n1\n2\n"
    "0\n0.25\n\"sil\"\n0.25\n1\n\"AA1\"\n";

std::string fault(const std::string& bytes) {
    const auto timing = parse_timing(bytes, "t");
    return timing ? "" : timing.error().message;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);
}

void expect_two_phones(const core::Result<Timing>& timing) {
    ASSERT_TRUE(timing) << timing.error().message;
    ASSERT_EQ(timing->phones.size(), 2u);
    EXPECT_EQ(timing->phones[0].name, "");
    EXPECT_EQ(timing->phones[1].name, "AA1");
    EXPECT_DOUBLE_EQ(timing->phones[1].start_s, 0.25);
    EXPECT_DOUBLE_EQ(timing->phones[1].end_s, 1.0);
}

TEST(TextGrid, ShortForm) {
    expect_two_phones(parse_timing(kShort, "t"));
}

TEST(TextGrid, LongForm) {
    expect_two_phones(parse_timing(
        "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\nxmin = 0 \nxmax = 1 \ntiers? <exists> \nsize = 1 \nitem []: \n"
        "    item [1]:\n class = \"IntervalTier\" \n name = \"phones\" \n xmin = 0 \n xmax = 1 \n intervals: size = 2 \n"
        " intervals [1]:\n xmin = 0 \n xmax = 0.25 \n text = \"\" \n intervals [2]:\n xmin = 0.25 \n xmax = 1 \n text = \"AA1\" \n",
        "t"));
}

TEST(TextGrid, Utf16BothWays) {
    std::string little = "\xff\xfe";
    std::string big = "\xfe\xff";
    for (const char c : kShort) {
        little += c;
        little += '\0';
        big += '\0';
        big += c;
    }
    expect_two_phones(parse_timing(little, "t"));
    expect_two_phones(parse_timing(big, "t"));
    EXPECT_NE(fault(little.substr(0, little.size() / 2 + 1)), "");
}

TEST(TextGrid, HostileCountsAndTimes) {
    EXPECT_EQ(fault(replaced(kShort, "1\n2\n0", "1\n99999999999\n0")),
              "t:12: tier \"phones\" promises 99999999999 intervals but the file has room for 2");
    EXPECT_NE(fault(replaced(kShort, "1\n2\n0", "1\n-2\n0")), "");
    EXPECT_EQ(fault(replaced(kShort, "0.25\n1\n\"AA1\"", "0.1\n1\n\"AA1\"")),
              "t:16: interval 0.1 to 1 runs backwards or overlaps the one before");
    EXPECT_NE(fault(replaced(kShort, "0.25\n1\n\"AA1\"", "0.25\n-1\n\"AA1\"")), "");
    EXPECT_NE(fault(replaced(kShort, "0.25\n1\n\"AA1\"", "0.25\n1e999\n\"AA1\"")), "");
    EXPECT_EQ(fault(replaced(kShort, "\"phones\"", "\"tones\"")), "t has no tier of phones; its tiers are: tones");
    for (std::size_t size = 0; size + 3 < kShort.size(); ++size)
        EXPECT_NE(fault(kShort.substr(0, size)), "") << size;
}

TEST(HtsLabel, PhonesAndStates) {
    expect_two_phones(parse_timing("0 2500000 x^x-sil+AA1=x@1\n2500000 10000000 x^sil-AA1+x=x@1\n", "t"));
    expect_two_phones(parse_timing(
        "0 1000000 x^x-sil+AA1=x@1[2]\n1000000 2500000 x^x-sil+AA1=x@1[3]\n2500000 5000000 x^sil-AA1+x=x[2]\r\n5000000 10000000 x^sil-AA1+x=x[3]\n",
        "t"));
    expect_two_phones(parse_timing("0 2500000 pau\n\n2500000 10000000 AA1\n", "t"));
}

TEST(HtsLabel, GarbageNamesItsLine) {
    EXPECT_EQ(fault("0 100 sil\nhello world\n"), "t:2: not \"start end label\"");
    EXPECT_EQ(fault("0 100 sil\n100 50 a\n"), "t:2: 100 to 50 runs backwards or overlaps the one before");
    EXPECT_NE(fault("-5 100 sil\n"), "");
    EXPECT_NE(fault("0 99999999999999999999999 sil\n"), "");
    EXPECT_NE(fault(std::string("\0\1\2", 3)), "");
    EXPECT_EQ(fault(""), "t is empty");
}

TEST(Rhubarb, JsonAndTsv) {
    const auto json = parse_timing(
        R"({"metadata":{},"mouthCues":[{"start":0,"end":0.2,"value":"X"},{"start":0.2,"end":0.5,"value":"A"}]})", "t");
    ASSERT_TRUE(json);
    EXPECT_EQ(json->phones[1].name, "[PP]");
    const auto tsv = parse_timing("0.00\tX\n0.20\tA\n0.50\tX\n", "t");
    ASSERT_TRUE(tsv);
    EXPECT_EQ(tsv->phones[1].name, "[PP]");
    EXPECT_DOUBLE_EQ(tsv->phones[1].end_s, 0.5);
}

TEST(Rhubarb, OverlapsOfTheWebAssemblyBuildAreCut) {
    const auto cues = parse_timing(R"([{"start":0,"end":0.3,"value":"D"},{"start":0.2,"end":0.5,"value":"A"}])", "t");
    ASSERT_TRUE(cues);
    EXPECT_DOUBLE_EQ(cues->phones[0].end_s, 0.2);
}

TEST(Rhubarb, BrokenFiles) {
    EXPECT_EQ(fault("{\"mouthCues\":["), "t is not valid JSON");
    EXPECT_EQ(fault("{}"), "t has no list \"mouthCues\"");
    EXPECT_EQ(fault(R"([{"start":0,"end":0.3,"value":"Q"}])"), "t: mouth cue 0 is not {start, end, value A to H or X}");
    EXPECT_NE(fault(R"([{"start":"0","end":0.3,"value":"A"}])"), "");
    EXPECT_NE(fault(R"([{"start":2,"end":0.3,"value":"A"}])"), "");
    EXPECT_NE(fault("[1,2]"), "");
    EXPECT_NE(fault("0.5\tA\n0.2\tB\n"), "");
}

TEST(LipList, TimesAreLengths) {
    const auto lips = parse_timing(R"([{"Lip":"sil","Time":99},{"Lip":"aa","Time":66}])", "t");
    ASSERT_TRUE(lips);
    EXPECT_EQ(lips->phones[1].name, "[aa]");
    EXPECT_DOUBLE_EQ(lips->phones[1].start_s, 0.099);
    EXPECT_DOUBLE_EQ(lips->phones[1].end_s, 0.165);
    EXPECT_NE(fault(R"([{"Lip":"zz","Time":99}])"), "");
}

TEST(TimingMedia, RealFiles) {
    const char* media = std::getenv("COMPERE_MEDIA");
    if (media == nullptr) GTEST_SKIP() << "COMPERE_MEDIA does not say where the recordings are";
    const std::string folder = std::string{media} + "/speech/";
    const auto phones = read_timing(folder + "arctic_a0009_phone.lab");
    const auto states = read_timing(folder + "arctic_a0009_state.lab");
    ASSERT_TRUE(phones && states);
    ASSERT_EQ(phones->phones.size(), states->phones.size());
    EXPECT_EQ(phones->phones[1].name, "hh");
    const auto mary = read_timing(folder + "mary.TextGrid");
    ASSERT_TRUE(mary);
    EXPECT_EQ(mary->phones.size(), 16u);
    EXPECT_FALSE(mary->words.empty());
}

}  // namespace
}  // namespace compere::speech
