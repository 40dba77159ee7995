#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "compere/command.h"
#include "face/face.h"
#include "model/import_model.h"

namespace compere::app {
namespace {

std::string name_of(const model::Model& model, int node) {
    return node < 0 ? std::string{} : model.nodes[static_cast<std::size_t>(node)].name;
}

const char* shading_name(const model::Material& material) {
    switch (material.shading) {
        case model::Shading::Toon:
            return "mtoon";
        case model::Shading::Unlit:
            return "unlit";
        case model::Shading::Pbr:
            break;
    }
    return "pbr";
}

nlohmann::json joints_of(const model::Model& model) {
    nlohmann::json joints = nlohmann::json::array();
    for (const model::Node& node : model.nodes) {
        const bool is_added = node.file_node < 0 && node.parent < 0 && node.name.empty();
        if (is_added) continue;
        nlohmann::json joint{{"name", node.name}, {"parent", name_of(model, node.parent)}};
        if (node.file_node >= 0) joint["node"] = node.file_node;
        joints.push_back(std::move(joint));
    }
    return joints;
}

nlohmann::json report_of(const model::Model& model) {
    std::size_t triangles = 0, vertices = 0;
    for (const model::Mesh& mesh : model.meshes) {
        triangles += mesh.indices.size() / 3;
        vertices += mesh.positions.size();
    }
    nlohmann::json report{{"file", model.file},
                {"format", model.format},
                {"height_m", model.height_m},
                {"triangles", triangles},
                {"vertices", vertices}};
    report["joints"] = joints_of(model);
    report["humanoid"] = nlohmann::json::object();
    for (const auto& [bone, node] : model.humanoid)
        report["humanoid"][bone] = name_of(model, node);
    report["humanoid_guessed"] = model.humanoid_is_guessed;
    for (const char* list : {"morphs", "expressions", "clips", "materials", "warnings"})
        report[list] = nlohmann::json::array();
    for (const model::MorphChannel& channel : model.morph_channels)
        report["morphs"].push_back(channel.name);
    for (const model::Expression& expression : model.expressions)
        report["expressions"].push_back(expression.name);
    for (const model::Clip& clip : model.clips)
        report["clips"].push_back({{"name", clip.name}, {"duration_s", clip.duration_s}});
    for (const model::Material& material : model.materials)
        report["materials"].push_back({{"name", material.name}, {"model", shading_name(material)}});
    for (const std::string& warning : model.warnings)
        report["warnings"].push_back(warning);
    report["springs"] = nlohmann::json::array();
    for (const model::Spring& spring : model.springs)
        report["springs"].push_back({{"name", spring.name}, {"joints", spring.joints.size()}});
    report["constraints"] = model.constraints.size();
    report["mouth"] = face::Face{model}.mouth_kind();
    report["licence"] = nlohmann::json::object();
    for (const auto& [key, value] : model.licence)
        report["licence"][key] = value;
    return report;
}

void print_inspection(const nlohmann::json& report) {
    const auto count = [&](const char* key) { return report[key].size(); };
    fmt::print("{}: {}, {:.3f} m high, {} triangles, {} vertices\n", report["file"].get<std::string>(),
               report["format"].get<std::string>(), report["height_m"].get<double>(),
               report["triangles"].get<std::size_t>(), report["vertices"].get<std::size_t>());
    fmt::print("  {} nodes, {} humanoid bones{}, {} morphs, {} springs, mouth: {}\n", count("joints"),
               count("humanoid"), report["humanoid_guessed"].get<bool>() ? " (guessed from names)" : "",
               count("morphs"), count("springs"), report["mouth"].get<std::string>());
    std::string expressions;
    for (const nlohmann::json& name : report["expressions"])
        expressions += " " + name.get<std::string>();
    if (!expressions.empty()) fmt::print("  expressions:{}\n", expressions);
    for (const nlohmann::json& clip : report["clips"])
        fmt::print("  clip \"{}\" {:.2f} s\n", clip["name"].get<std::string>(), clip["duration_s"].get<double>());
    for (const nlohmann::json& material : report["materials"])
        fmt::print("  material \"{}\" {}\n", material["name"].get<std::string>(), material["model"].get<std::string>());
    for (const auto& [key, value] : report["licence"].items())
        fmt::print("  licence {}: {}\n", key, value.get<std::string>());
    for (const nlohmann::json& warning : report["warnings"])
        fmt::print("  warning: {}\n", warning.get<std::string>());
}

core::Status inspect(const std::string& file, bool as_json) {
    const auto model = model::import_model(file);
    if (!model) return model.error();
    const nlohmann::json report = report_of(*model);
    if (as_json) {
        fmt::print("{}\n", report.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    } else {
        print_inspection(report);
    }
    return {};
}

}  // namespace

void add_inspect(Commands& commands) {
    struct Words {
        std::string file;
        bool as_json = false;
    };
    const auto words = std::make_shared<Words>();
    CLI::App* command =
        commands.line.add_subcommand("inspect", "What a model or motion holds and how it was understood");
    command->add_option("FILE", words->file, ".glb .gltf .vrm .vrma .fbx .bvh")->required();
    command->add_flag("--json", words->as_json, "As one JSON object");
    command->callback([&commands, words] { commands.work = [words] { return inspect(words->file, words->as_json); }; });
}

}  // namespace compere::app
