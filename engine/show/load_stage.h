#pragma once

#include "show/yaml_reader.h"

namespace compere::show {

Stage load_stage(Reader::Shared& shared, const YAML::Node& node);
std::vector<Layer> load_layers(Reader::Shared& shared, const YAML::Node& list, Mark mark);

}  // namespace compere::show
