//go:build !linux && !darwin

package file

// exchangeFolders has no such call here.
func exchangeFolders(_, _ string) error { return ErrCantExchange }
