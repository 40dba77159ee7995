#pragma once

namespace compere::core {

// Shown by top -H and perf; at most 15 characters. The calling thread.
void name_thread(const char* name);

// The calling thread, the threads that it starts from now on and their processes stand ten steps of niceness behind where they were, at most
// at 19: beside one thread that has not moved they get a tenth of a processor. For work that is ahead of its time, which would else take the
// frame thread's turn. There is no way back.
void stand_back();

}  // namespace compere::core
