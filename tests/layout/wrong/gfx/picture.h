#include "core/time.h"
#include "show/show.h"
