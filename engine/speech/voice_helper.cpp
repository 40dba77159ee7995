// The child's side: espeak-ng is one global engine whose sound depends on all that it said before, and which hangs when
// it is started twice. So it is started once here, in a process without threads, and every line is said by a fork of
// that state.
#include <espeak-ng/speak_lib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "core/child_process.h"
#include "speech/espeak_voice.h"
#include "speech/voice_protocol.h"

namespace compere::speech {
namespace {

constexpr unsigned kLineSeconds = 8;               // below the room's own patience
constexpr std::size_t kMostSamples = 22050 * 300;  // five minutes

// Called by the engine with each piece of sound; `user_data` of its events is the VoiceSound that is being made.
int keep(short* samples, int count, espeak_EVENT* events) {
    auto* sound = static_cast<VoiceSound*>(events->user_data);
    if (sound == nullptr) return 0;
    if (samples != nullptr && count > 0) sound->samples.insert(sound->samples.end(), samples, samples + count);
    for (; events->type != espeakEVENT_LIST_TERMINATED; ++events) {
        if (events->type == espeakEVENT_PHONEME) {
            // Eight bytes, without a zero when the name fills them.
            sound->phonemes.push_back(
                {std::string(events->id.string, strnlen(events->id.string, sizeof events->id.string)), events->sample});
        } else if (events->type == espeakEVENT_WORD) {
            sound->words.push_back({std::max(0, events->text_position - 1), events->sample});
        }
    }
    return sound->samples.size() > kMostSamples ? 1 : 0;
}

core::Result<std::vector<VoiceSound>> say(const std::vector<VoiceRun>& runs, int rate_hz) {
    std::vector<VoiceSound> sounds;
    for (const VoiceRun& run : runs) {
        VoiceSound sound;
        sound.rate_hz = rate_hz;
        if (espeak_SetVoiceByName(run.voice.c_str()) != EE_OK)
            return core::fail("espeak-ng has no voice {}", run.voice);
        espeak_SetParameter(espeakRATE, std::clamp(run.words_per_minute, 80, 450), 0);
        const espeak_ERROR said =
            espeak_Synth(run.text.c_str(), run.text.size() + 1, 0, POS_CHARACTER, 0, espeakCHARS_UTF8, nullptr, &sound);
        if (said != EE_OK || espeak_Synchronize() != EE_OK) return core::fail("espeak-ng cannot say \"{}\"", run.text);
        sounds.push_back(std::move(sound));
    }
    return sounds;
}

// The fork ends with 0 once its reply is written as a whole; anything else makes the helper answer in its place.
core::Status serve(const Frame& request, int rate_hz) {
    const core::Result<std::vector<VoiceRun>> runs = decode_request(request);
    if (!runs) return core::write_frame(STDOUT_FILENO, encode_reply(runs.error()));
    const pid_t pid = fork();
    if (pid == 0) {
        alarm(kLineSeconds);
        const core::Status written = core::write_frame(STDOUT_FILENO, encode_reply(say(*runs, rate_hz)));
        _exit(written ? 0 : 1);
    }
    int ended = 0;
    if (pid > 0 && waitpid(pid, &ended, 0) == pid && WIFEXITED(ended) && WEXITSTATUS(ended) == 0) return {};
    return core::write_frame(STDOUT_FILENO, encode_reply(core::fail("espeak-ng failed on this line")));
}

}  // namespace

core::Status run_voice_helper() {
    const int rate_hz =
        espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, nullptr,
                          espeakINITIALIZE_PHONEME_EVENTS | espeakINITIALIZE_PHONEME_IPA | espeakINITIALIZE_DONT_EXIT);
    espeak_SetSynthCallback(&keep);
    while (true) {
        const core::Result<Frame> request = core::read_frame(STDIN_FILENO, -1);
        if (!request) return {};  // the room closed the pipe
        const core::Status served =
            rate_hz > 0
                ? serve(*request, rate_hz)
                : core::write_frame(STDOUT_FILENO,
                                    encode_reply(core::fail("espeak-ng does not start: is espeak-ng-data installed?")));
        if (!served) return served;
    }
}

}  // namespace compere::speech
