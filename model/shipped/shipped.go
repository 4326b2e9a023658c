// Package shipped says where what is shipped with the program lies: the face networks, fonts, libraries. A program that was built here
// has it in .deps beside it; one that was installed or unpacked, in lib/siamface beside the folder of programs.
package shipped

import (
	"os"
	"path/filepath"
)

// ListPlaces are the folders in which a part may lie, the likeliest first; none where the program's own place isn't known. A program that
// is called by a link is looked for where the link leads.
func ListPlaces(part string) []string {
	program, err := os.Executable()
	if err != nil {
		return nil
	}
	if real, err := filepath.EvalSymlinks(program); err == nil {
		program = real
	}
	return placesBeside(filepath.Dir(program), part)
}

func placesBeside(folder, part string) []string {
	return []string{
		filepath.Join(folder, ".deps", part),
		filepath.Join(filepath.Dir(folder), "lib", "siamface", part),
	}
}

// FindFile is the first of the places of a part that holds a file of this name, as a path; "" where none does.
func FindFile(part, name string) string {
	for _, place := range ListPlaces(part) {
		path := filepath.Join(place, name)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path
		}
	}
	return ""
}
