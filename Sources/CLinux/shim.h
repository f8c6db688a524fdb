// What the Glibc module of Swift leaves out.
#include <malloc.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>

// Declared under _GNU_SOURCE only, which modules are read without.
int syncfs(int descriptor);

// prctl(2) is variadic, which Swift does not call.
static inline int linux_set_not_dumpable(void) { return prctl(PR_SET_DUMPABLE, 0UL, 0UL, 0UL, 0UL); }

enum {
    LINUX_INOTIFY_FLAGS = IN_NONBLOCK | IN_CLOEXEC,
    LINUX_TFD_FLAGS = TFD_NONBLOCK | TFD_CLOEXEC,
    LINUX_TFD_TIMER_CANCEL_ON_SET = TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET,
};
