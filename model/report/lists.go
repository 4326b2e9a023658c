package report

import (
	"path/filepath"
	"reflect"
)

// longest is how many lines of a list the page shows.
const longest = 40

// first is the beginning of a list of anything.
func first(n int, list any) any {
	v := reflect.ValueOf(list)
	return v.Slice(0, min(n, v.Len())).Interface()
}

// beyond is how many entries of a list the page leaves out.
func beyond(n int, list any) int { return max(0, reflect.ValueOf(list).Len()-n) }

// base is a folder's own name.
func base(folder string) string {
	if absolute, err := filepath.Abs(folder); err == nil {
		folder = absolute
	}
	return filepath.Base(folder)
}
