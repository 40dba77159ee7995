#include "speech/voice_protocol.h"

#include <algorithm>

namespace compere::speech {
namespace {

void put_number(Frame& out, std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8)
        out.push_back(static_cast<std::uint8_t>(value >> shift));
}

void put_text(Frame& out, const std::string& text) {
    put_number(out, static_cast<std::uint32_t>(text.size()));
    out.insert(out.end(), text.begin(), text.end());
}

// Reads past the end give zeros and set `is_short`, so a decoder checks once, at its end.
class Reader {
public:
    explicit Reader(const Frame& frame) : left_{frame} {}

    std::uint32_t number() {
        if (left_.size() < 4) return fall_short();
        const std::uint32_t value = left_[0] | static_cast<std::uint32_t>(left_[1]) << 8 |
                                    static_cast<std::uint32_t>(left_[2]) << 16 |
                                    static_cast<std::uint32_t>(left_[3]) << 24;
        left_ = left_.subspan(4);
        return value;
    }
    std::int32_t signed_number() { return static_cast<std::int32_t>(number()); }
    std::string text() {
        const std::size_t size = number();
        if (size > left_.size()) return std::string(fall_short(), ' ');
        std::string out{left_.begin(), left_.begin() + static_cast<std::ptrdiff_t>(size)};
        left_ = left_.subspan(size);
        return out;
    }
    // A count of things that take at least `bytes_each`, never more than the frame can hold.
    std::size_t count(std::size_t bytes_each) {
        const std::size_t stated = number();
        return stated * bytes_each > left_.size() ? fall_short() : stated;
    }
    std::int16_t sample() {
        const auto value = static_cast<std::int16_t>(left_[0] | left_[1] << 8);
        left_ = left_.subspan(2);
        return value;
    }
    bool is_short() const { return is_short_; }

private:
    std::uint32_t fall_short() {
        is_short_ = true;
        left_ = {};
        return 0;
    }

    std::span<const std::uint8_t> left_;
    bool is_short_ = false;
};

VoiceSound read_sound(Reader& reader) {
    VoiceSound sound;
    sound.rate_hz = reader.signed_number();
    sound.samples.resize(reader.count(2));
    for (std::int16_t& sample : sound.samples)
        sample = reader.sample();
    sound.phonemes.resize(reader.count(8));
    for (VoicePhoneme& phoneme : sound.phonemes)
        phoneme = {reader.text(), reader.signed_number()};
    sound.words.resize(reader.count(8));
    for (VoiceWord& word : sound.words) {
        word.character = reader.signed_number();
        word.sample = reader.signed_number();
    }
    return sound;
}

}  // namespace

Frame encode_request(std::span<const VoiceRun> runs) {
    Frame out;
    put_number(out, static_cast<std::uint32_t>(runs.size()));
    for (const VoiceRun& run : runs) {
        put_text(out, run.voice);
        put_text(out, run.text);
        put_number(out, static_cast<std::uint32_t>(run.words_per_minute));
    }
    return out;
}

core::Result<std::vector<VoiceRun>> decode_request(const Frame& frame) {
    Reader reader{frame};
    std::vector<VoiceRun> runs(reader.count(12));
    for (VoiceRun& run : runs)
        run = {reader.text(), reader.text(), reader.signed_number()};
    if (reader.is_short()) return core::fail("the voice was asked with a frame that is cut short");
    return runs;
}

Frame encode_reply(const core::Result<std::vector<VoiceSound>>& sounds) {
    Frame out;
    put_text(out, sounds ? "" : sounds.error().message);
    if (!sounds) return out;
    put_number(out, static_cast<std::uint32_t>(sounds->size()));
    for (const VoiceSound& sound : *sounds) {
        put_number(out, static_cast<std::uint32_t>(sound.rate_hz));
        put_number(out, static_cast<std::uint32_t>(sound.samples.size()));
        for (const std::int16_t sample : sound.samples) {
            out.push_back(static_cast<std::uint8_t>(sample & 0xff));
            out.push_back(static_cast<std::uint8_t>(sample >> 8 & 0xff));
        }
        put_number(out, static_cast<std::uint32_t>(sound.phonemes.size()));
        for (const VoicePhoneme& phoneme : sound.phonemes) {
            put_text(out, phoneme.name);
            put_number(out, static_cast<std::uint32_t>(phoneme.sample));
        }
        put_number(out, static_cast<std::uint32_t>(sound.words.size()));
        for (const VoiceWord& word : sound.words) {
            put_number(out, static_cast<std::uint32_t>(word.character));
            put_number(out, static_cast<std::uint32_t>(word.sample));
        }
    }
    return out;
}

core::Result<std::vector<VoiceSound>> decode_reply(const Frame& frame) {
    Reader reader{frame};
    if (const std::string error = reader.text(); !error.empty()) return core::Error{error};
    std::vector<VoiceSound> sounds(reader.count(16));
    for (VoiceSound& sound : sounds)
        sound = read_sound(reader);
    const bool no_rate = std::any_of(sounds.begin(), sounds.end(),
                                     [](const VoiceSound& s) { return s.rate_hz < 4000 || s.rate_hz > 384000; });
    if (reader.is_short() || no_rate) return core::fail("the voice answered with a frame that is cut short");
    return sounds;
}

}  // namespace compere::speech
