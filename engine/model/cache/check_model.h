#pragma once

#include "core/error.h"
#include "model/model.h"

namespace compere::model {

// Whether everything in a model that names another part of it names one that is there, and lists that belong together
// are as long as each other: what those who read a model rely on. Fails with a sentence without the file's name. Any
// thread.
core::Status check_model(const Model& model);

}  // namespace compere::model
