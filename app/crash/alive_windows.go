package crash

import "os"

// processLives asks for a process.
func processLives(id int) bool {
	p, err := os.FindProcess(id) // which fails for one that isn't there
	if err != nil {
		return false
	}
	_ = p.Release()
	return true
}
