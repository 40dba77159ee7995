#pragma once

namespace compere::core {

// Shown by top -H and perf; at most 15 characters. The calling thread.
void name_thread(const char* name);

// From now on the calling thread, what it starts and its child processes get a tenth of a processor for which others compete (nice 10): for
// work that is seconds ahead of its time, which would else take the frame thread's turn. Nothing happens where the system forbids it.
void stand_back();

}  // namespace compere::core
