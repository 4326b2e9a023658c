package dataset

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"siamface/model/photo"
	"siamface/model/spelling"
)

// topFolder is a folder of the top level, which may be a person or a split.
type topFolder struct {
	listing
	inside []listing // its folders
	split  Split
	named  bool // as a split
}

// look lists the folders of the top level and those inside. The error is that of ctx.
func (l *layout) look(ctx context.Context, top listing) ([]topFolder, error) {
	var folders []topFolder
	for _, name := range top.folders {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		found, err := l.list(name)
		if err != nil {
			l.skip(name, photo.Reason(err))
			continue
		}
		f := topFolder{listing: found}
		f.split, f.named = splitFolders[spelling.Key(name)]
		for _, deeper := range found.folders {
			inside, err := l.list(path.Join(name, deeper))
			if err != nil {
				l.skip(path.Join(name, deeper), photo.Reason(err))
				continue
			}
			f.inside = append(f.inside, inside)
		}
		folders = append(folders, f)
	}
	return folders, ctx.Err()
}

// photos is the number of files that look like photos.
func (l listing) photos() int {
	n := 0
	for _, name := range l.files {
		if photo.MaybePhoto(name) {
			n++
		}
	}
	return n
}

// people is the number of folders inside that may be people.
func (f topFolder) people() int {
	n := 0
	for _, inside := range f.inside {
		if len(inside.files) > 0 {
			n++
		}
	}
	return n
}

// holdsPeople tells a folder that is rather a split than a person: it holds more people's folders than loose photos.
func (f topFolder) holdsPeople() bool { return len(f.inside) > 0 && f.people() >= f.photos() }

// areSplits decides what the folders of the top level are: splits, if they are named so and hold at least as many people as
// stand beside them; otherwise each is a person, also one who is called Val, Train or Test and has folders of their own.
func areSplits(folders []topFolder) bool {
	inSplits, beside, splits := 0, 0, map[Split]bool{}
	for _, f := range folders {
		switch {
		case f.named && f.holdsPeople():
			inSplits += f.people()
			splits[f.split] = true
		case len(f.files) > 0:
			beside++
		}
	}
	switch {
	case len(splits) == 0 || inSplits == 0:
		return false
	case beside > 0 && len(splits) == 1 && splits[Validation]: // nobody deals people to validation alone
		return false
	}
	return inSplits >= beside
}

// warnOfInside says that photos lie a folder deeper than those of people do.
func (l *layout) warnOfInside(f topFolder) {
	var names []string
	photos := 0
	for _, inside := range f.inside {
		if n := inside.photos(); n > 0 && !slices.Contains(inside.files, modelFile) {
			names, photos = append(names, path.Base(inside.path)), photos+n
		}
	}
	if photos == 0 {
		return
	}
	where := spelling.Show(f.path)
	if f.named && len(f.files) == 0 {
		l.warnings = append(l.warnings, fmt.Sprintf("%s holds folders (%s) but stands among the folders of people, so it is taken for a person "+
			"and its photos aren't used: put everybody into folders named Training and Testing, or all side by side.", where, spelling.List(names, 3)))
		return
	}
	advice := "a person's photos lie in the person's folder itself"
	if len(f.files) == 0 && len(names) >= leastPeople {
		advice += "; if those folders are the people, open " + spelling.Show(filepath.Join(l.root, f.path))
	}
	l.warnings = append(l.warnings, fmt.Sprintf("%s in folders inside %s (%s) aren't used: %s.", counted(photos, "photo"), where, spelling.List(names, 3), advice))
}

// counted is a number with its noun.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Understood says in one line how the folder was read: "6 people, no split folders".
func (d *Dataset) Understood() string {
	people := counted(len(d.People), "person")
	if len(d.People) != 1 {
		people = fmt.Sprintf("%d people", len(d.People))
	}
	if !d.Published {
		return people + ", no split folders"
	}
	var parts []string
	for s := Train; s <= Test; s++ {
		if n := d.givenTo(s); n > 0 {
			parts = append(parts, fmt.Sprintf("%d in %s", n, s))
		}
	}
	return people + " by the split's folders: " + strings.Join(parts, ", ")
}

// givenTo is the number of people whom the folders give to a split.
func (d *Dataset) givenTo(s Split) int {
	n := 0
	for _, p := range d.People {
		if given, ok := d.given[p.Name]; ok && given == s {
			n++
		}
	}
	return n
}
