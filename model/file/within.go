package file

import "path/filepath"

// IsWithin tells whether a path is that of a folder or of what lies below it, by their names: links aren't followed. Both are absolute, or
// both start from the same place.
func IsWithin(folder, path string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && filepath.IsLocal(rel)
}
