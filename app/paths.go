package app

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// ListPaths are the files and folders that the program's arguments name, for the window to open; ok is false where the arguments are
// something else, such as a verb. A desktop passes absolute paths or file addresses. A bare name is no path, also where there is a file
// of that name: verbs don't depend on the folder in which they are called.
func ListPaths(args []string) (paths []string, ok bool) {
	for _, arg := range args {
		path, err := filepath.Abs(withoutScheme(arg))
		if err != nil || !isPath(arg) {
			return nil, false
		}
		if _, err := os.Stat(path); err != nil {
			return nil, false
		}
		paths = append(paths, path)
	}
	return paths, true
}

func isPath(arg string) bool {
	return arg == "." || arg == ".." || strings.ContainsRune(filepath.ToSlash(arg), '/')
}

// withoutScheme is the path of an address of a file; anything else stays as it is.
func withoutScheme(arg string) string {
	if address, err := url.Parse(arg); err == nil && address.Scheme == "file" {
		return address.Path
	}
	return arg
}
