package report

import (
	"path/filepath"
	"reflect"
)

// longest is how many entries of a list the page shows.
const longest = 40

// firstEntries is the beginning of a list of anything.
func firstEntries(list any) any {
	v := reflect.ValueOf(list)
	return v.Slice(0, min(longest, v.Len())).Interface()
}

// countBeyond is how many entries of a list the page leaves out.
func countBeyond(list any) int { return max(0, reflect.ValueOf(list).Len()-longest) }

// baseName is a folder's own name.
func baseName(folder string) string {
	if absolute, err := filepath.Abs(folder); err == nil {
		folder = absolute
	}
	return filepath.Base(folder)
}
