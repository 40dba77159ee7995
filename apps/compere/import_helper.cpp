#include "compere/command.h"
#include "model/import_model.h"

namespace compere::app {

void add_import_helper(Commands& commands) {
    CLI::App* verb = commands.line.add_subcommand("import-model", "reads one model for the engine, which starts it itself");
    verb->group("");
    verb->callback([&commands] { commands.work = [] { return model::run_import_helper(); }; });
}

}  // namespace compere::app
