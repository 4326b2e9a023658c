package dataset

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"siamface/model/file"
	"siamface/model/photo"
	"siamface/model/spelling"
)

// splitFolders are the names that make a folder a split, in lower case.
var splitFolders = map[string]Split{
	"train": Train, "training": Train,
	"val": Validation, "valid": Validation, "validate": Validation, "validation": Validation,
	"test": Test, "testing": Test,
}

// modelFile is what tells the folder of a run from one of a person.
const modelFile = "model.safetensors"

// candidate is a folder that may be a person, or several that are one by name, with the files in them.
type candidate struct {
	name  string
	path  string   // of the first folder, below the root
	files []string // below the root
	split Split
}

// layout is how a folder is laid out, before any photo is looked at.
type layout struct {
	root       string
	candidates []candidate
	skipped    []Skipped
	warnings   []string
	published  bool
	links      map[string]bool // where links to folders lead that were followed
}

// readLayout lists the people's folders of a root.
func readLayout(ctx context.Context, root string) (*layout, error) {
	l := &layout{root: root, links: map[string]bool{}}
	top, err := l.listFolder(".")
	if err != nil {
		return nil, cantOpen(root, err)
	}
	if len(top.folders) == 0 {
		return nil, explainNoFolders(root, top)
	}
	folders, err := l.listTop(ctx, top)
	if err != nil {
		return nil, err
	}
	l.published = areSplits(folders)
	l.skipFiles(top)
	for _, f := range folders {
		l.addFolder(f)
	}
	l.warnOfLoosePhotos(top, len(l.candidates))
	return l, nil
}

// addFolder takes a folder of the top level in, as a split or as a person.
func (l *layout) addFolder(f topFolder) {
	switch {
	case l.published && f.named && f.holdsPeople():
		l.skipFiles(f.listing)
		for _, inside := range f.inside {
			l.addPerson(inside, f.split)
		}
	case l.published && len(f.files) > 0:
		l.skipPath(f.path, "a folder beside those of the split")
	default:
		l.addPerson(f.listing, Train)
		l.warnOfInside(f)
	}
}

// cantOpen says why a folder of faces can't be opened.
func cantOpen(root string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return file.Explain("there is no folder "+root, err)
	case errors.Is(err, fs.ErrPermission):
		return file.Explain("there is no permission to open the folder "+root, err)
	case isFile(root):
		return file.Explain(root+" is a file, no folder", err)
	}
	return fmt.Errorf("can't open the folder %s: %w", root, err)
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir()
}

// addPerson takes a folder in as a candidate.
func (l *layout) addPerson(inside listing, split Split) {
	for _, name := range inside.folders {
		l.skipPath(path.Join(inside.path, name), "a folder inside a person's folder")
	}
	if len(inside.files) == 0 {
		l.skipPath(inside.path, "no photos in it")
		return
	}
	if slices.Contains(inside.files, modelFile) {
		l.skipPath(inside.path, "a run of Siamface: its pictures are figures")
		return
	}
	c := candidate{name: path.Base(inside.path), path: inside.path, split: split}
	for _, name := range inside.files {
		c.files = append(c.files, path.Join(inside.path, name))
	}
	l.candidates = append(l.candidates, c)
}

// skipFiles skips what lies beside the people's folders.
func (l *layout) skipFiles(inside listing) {
	for _, name := range inside.files {
		reason := photo.NotAPhoto
		if photo.MaybePhoto(name) {
			reason = "not in a person's folder"
		}
		l.skipPath(path.Join(inside.path, name), reason)
	}
}

// topFolder is a folder of the top level, which may be a person or a split.
type topFolder struct {
	listing
	inside []listing // its folders
	split  Split
	named  bool // as a split
}

// listTop lists the folders of the top level and those inside. The error is that of ctx.
func (l *layout) listTop(ctx context.Context, top listing) ([]topFolder, error) {
	var folders []topFolder
	for _, name := range top.folders {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		found, err := l.listFolder(name)
		if err != nil {
			l.skipPath(name, photo.Reason(err))
			continue
		}
		f := topFolder{listing: found}
		f.split, f.named = splitFolders[spelling.Key(name)]
		for _, deeper := range found.folders {
			inside, err := l.listFolder(path.Join(name, deeper))
			if err != nil {
				l.skipPath(path.Join(name, deeper), photo.Reason(err))
				continue
			}
			f.inside = append(f.inside, inside)
		}
		folders = append(folders, f)
	}
	return folders, ctx.Err()
}

// countPeople is the number of folders inside that may be people.
func (f topFolder) countPeople() int {
	n := 0
	for _, inside := range f.inside {
		if len(inside.files) > 0 {
			n++
		}
	}
	return n
}

// holdsPeople tells a folder that is rather a split than a person: it holds more people's folders than loose photos.
func (f topFolder) holdsPeople() bool { return len(f.inside) > 0 && f.countPeople() >= f.countPhotos() }

// areSplits decides what the folders of the top level are: splits, if they are named so and hold at least as many people as
// stand beside them; otherwise each is a person, also one who is called Val, Train or Test and has folders of their own.
func areSplits(folders []topFolder) bool {
	inSplits, beside, splits := 0, 0, map[Split]bool{}
	for _, f := range folders {
		switch {
		case f.named && f.holdsPeople():
			inSplits += f.countPeople()
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
		if n := inside.countPhotos(); n > 0 && !slices.Contains(inside.files, modelFile) {
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
	l.warnings = append(l.warnings, fmt.Sprintf("%s in folders inside %s (%s) aren't used: %s.", countNoun(photos, "photo"), where, spelling.List(names, 3), advice))
}

// warnOfLoosePhotos says that this may be one person's folder: photos lie in it, and there is one folder inside.
func (l *layout) warnOfLoosePhotos(top listing, people int) {
	if n := top.countPhotos(); n > 0 && people < leastPeople {
		l.warnings = append(l.warnings, fmt.Sprintf("%s in %s itself aren't used: %s.", countNoun(n, "photo"), spelling.Show(l.root), adviseAbove(l.root)))
	}
}

// NamesSplit tells whether a folder of that name, at the top of a folder of faces, may stand for one side of the split.
func NamesSplit(folder string) bool {
	_, named := splitFolders[spelling.Key(folder)]
	return named
}
