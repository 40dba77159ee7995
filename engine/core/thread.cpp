#include "core/thread.h"

#include <pthread.h>
#include <unistd.h>

namespace compere::core {

void name_thread(const char* name) {
    pthread_setname_np(pthread_self(), name);
}

void stand_back() {
    [[maybe_unused]] const int now = nice(10);  // in Linux the calling thread's
}

}  // namespace compere::core
