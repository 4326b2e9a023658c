package dataset

import (
	"path"
	"strings"

	"siamface/model/photo"
)

// Unreadable counts the skipped files that were meant to be photos and can't be read as such. Those in the folders of people who
// aren't among the given ones are left out; what was merely passed over (a text file, a folder without photos) doesn't count.
func (d *Dataset) Unreadable(people []Person) int {
	others := map[string]bool{}
	for _, p := range PhotosOf(d.People) {
		others[path.Dir(p.Path)] = true
	}
	for _, p := range PhotosOf(people) {
		delete(others, path.Dir(p.Path))
	}
	n := 0
	for _, s := range d.Skipped {
		if s.isUnreadable() && !others[path.Dir(s.Path)] {
			n++
		}
	}
	return n
}

// isFile tells a file that can't be used from a folder, and from what lies in the wrong place.
func (s Skipped) isFile() bool { return s.Reason == photo.NotAPhoto || s.isUnreadable() }

func (s Skipped) isUnreadable() bool {
	switch s.Reason {
	case photo.NotAPhoto:
		return photo.MaybePhoto(s.Path)
	case photo.CutOff, photo.Damaged, photo.Empty, photo.NotRegular, photo.Missing, photo.Forbidden, photo.Unreadable:
		return true
	}
	return strings.HasPrefix(s.Reason, photo.TooLarge) || photo.IsUnsupported(s.Reason)
}
