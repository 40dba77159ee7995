#include "compere/command.h"
#include "speech/espeak_voice.h"

namespace compere::app {

void add_voice_helper(Commands& commands) {
    CLI::App* verb = commands.line.add_subcommand("voice-helper", "the built-in voice; started by the engine itself");
    verb->group("");
    verb->callback([&commands] { commands.work = [] { return speech::run_voice_helper(); }; });
}

}  // namespace compere::app
