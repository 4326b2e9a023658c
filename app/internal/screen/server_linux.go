package screen

import "syscall"

// endWithParent has the kernel end a child when its parent dies, however it dies.
func endWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
}
