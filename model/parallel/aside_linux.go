package parallel

import "golang.org/x/sys/unix"

// asideNice leaves a tenth of the processor beside somebody who wants it: each step of a priority counts 1.25 times.
const asideNice = 10

// lowerPriority lowers that of the calling thread. Where it can't, the work is done as any other.
func lowerPriority() { _ = unix.Setpriority(unix.PRIO_PROCESS, unix.Gettid(), asideNice) }
