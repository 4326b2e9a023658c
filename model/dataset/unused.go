package dataset

import (
	"maps"
	"path"
	"slices"
	"strings"

	"siamface/model/photo"
)

// Skipped is a file or folder that wasn't used, and why in a few words.
type Skipped struct {
	Path   string // below the root, with slashes
	Reason string
}

// Without is a copy of the dataset that leaves the named files out, photos and skipped ones. The names are below the root, with
// slashes; backslashes stand for slashes too, as a list made on Windows may have them. Whoever has no photo left is nobody any
// more. What was left out joins Excluded; names that fit nothing are ignored.
func (d *Dataset) Without(files []string) *Dataset {
	names := map[string]bool{}
	for _, file := range files {
		names[file] = true
		names[strings.ReplaceAll(file, `\`, "/")] = true
	}
	c := d.Clone()
	c.given = maps.Clone(d.given)
	c.Excluded = slices.Clone(d.Excluded)
	exclude := func(file string) bool {
		if names[file] {
			c.Excluded = append(c.Excluded, file)
		}
		return names[file]
	}
	c.People = nil
	for _, p := range d.People {
		left := slices.DeleteFunc(slices.Clone(p.Photos), func(ph Photo) bool { return exclude(ph.Path) })
		if len(left) == 0 {
			delete(c.given, p.Name)
			delete(c.fixed, p.Name)
			continue
		}
		p.Photos = left
		c.People = append(c.People, p)
	}
	c.Skipped = slices.DeleteFunc(slices.Clone(d.Skipped), func(s Skipped) bool { return exclude(s.Path) })
	slices.SortFunc(c.Excluded, compareNames)
	return c
}

// Unusable are the skipped files in people's folders: broken photos, those that are too large, and what is no photo. What
// lies beside the people's folders, such as a README, is left out.
func (d *Dataset) Unusable() []Skipped {
	var files []Skipped
	for _, s := range d.Skipped {
		if d.inPersonFolder(s.Path) && s.isFile() {
			files = append(files, s)
		}
	}
	return files
}

// inPersonFolder tells by its depth whether a path lies in the folder of somebody, or of who would be somebody.
func (d *Dataset) inPersonFolder(file string) bool {
	folder := path.Dir(file)
	return folder != "." && (!d.Published || strings.Contains(folder, "/"))
}

// sameAs begins the reason for which a second folder of one name is skipped; the folder that is used follows.
const sameAs = "the same person as "

// SameAs is, for a folder that was skipped because another folder has the same person's name, that other folder.
func (s Skipped) SameAs() (folder string, ok bool) {
	return strings.CutPrefix(s.Reason, sameAs)
}

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
