#pragma once

#include "gfx/picture.h"
#include <glad/gl.h>
#include <nlohmann/json.hpp>
