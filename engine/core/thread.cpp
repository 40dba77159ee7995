#include "core/thread.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

namespace compere::core {

void name_thread(const char* name) {
    pthread_setname_np(pthread_self(), name);
}

void stand_back() {
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 10);  // in Linux a thread's own
}

}  // namespace compere::core
