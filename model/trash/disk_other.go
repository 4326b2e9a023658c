//go:build !unix

package trash

// sameDisk isn't known here.
func sameDisk(string, string) bool { return false }
