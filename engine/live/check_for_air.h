#pragma once

#include <vector>

#include "show/problem.h"
#include "show/show.h"

namespace compere::live {

// What `run` would refuse beyond show::check_show, all of it: outputs that lead nowhere and files that do not hold what they should. Opens
// every file that the show names, and puts a folder for a moment where it records. What is not there is passed over: that is known already.
std::vector<show::Problem> check_for_air(const show::Show& show);

// What only shows when the whole is put together: graphics, fonts of the label, what all pictures hold together. For a show without errors.
std::vector<show::Problem> check_room(const show::Show& show);

}  // namespace compere::live
