package dataset

import (
	"maps"
	"path"
	"slices"
	"strings"
)

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
	c.People = nil
	for _, p := range d.People {
		left := slices.DeleteFunc(slices.Clone(p.Photos), func(ph Photo) bool { return c.exclude(names, ph.Path) })
		if len(left) == 0 {
			delete(c.given, p.Name)
			delete(c.fixed, p.Name)
			continue
		}
		p.Photos = left
		c.People = append(c.People, p)
	}
	c.Skipped = slices.DeleteFunc(slices.Clone(d.Skipped), func(s Skipped) bool { return c.exclude(names, s.Path) })
	slices.SortFunc(c.Excluded, compareNames)
	return c
}

// exclude tells whether a file is one of the names, and keeps it as excluded if so.
func (d *Dataset) exclude(names map[string]bool, file string) bool {
	if names[file] {
		d.Excluded = append(d.Excluded, file)
	}
	return names[file]
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
