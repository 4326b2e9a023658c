package dataset

import (
	"context"
	"io/fs"
	"os"
	"path"
	"strings"

	"siamface/model/photo"
)

const (
	// mostWalked is how many files and folders FindStrays looks at: somebody may open a folder of half a disk.
	mostWalked = 200_000
	// deepest is how many folders deep below the root it goes.
	deepest = 12
)

// FindStrays finds the files below the root that look like photos by their names and are nobody's: they lie beside the people's folders
// or deeper than these. Only their paths and lengths are known: no header was read. Hidden files, the folders of runs, and what
// links lead to are passed over, and so is what can't be listed; of a folder with very many files only the first are looked at.
// The error is that of ctx.
func FindStrays(ctx context.Context, d *Dataset) ([]Photo, error) {
	known := knownFiles(d)
	var strays []Photo
	walked := 0
	err := fs.WalkDir(os.DirFS(d.Root), ".", func(file string, entry fs.DirEntry, err error) error {
		walked++
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case walked > mostWalked:
			return fs.SkipAll
		case file == "." || err != nil && entry == nil:
			return nil
		case entry.IsDir():
			return entersFolder(d.Root, file, err)
		case isHidden(entry.Name()) || known[file] || !entry.Type().IsRegular() || !photo.MaybePhoto(file):
			return nil
		}
		if info, err := entry.Info(); err == nil && info.Size() > 0 {
			strays = append(strays, Photo{Path: file, Bytes: info.Size()})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return strays, nil
}

// entersFolder tells, as fs.WalkDir wants it, whether to look into a folder; unlisted is why it can't be listed, if so.
func entersFolder(root, folder string, unlisted error) error {
	if unlisted != nil || isHidden(path.Base(folder)) || strings.Count(folder, "/") >= deepest {
		return fs.SkipDir
	}
	if _, err := fs.Stat(os.DirFS(root), path.Join(folder, modelFile)); err == nil {
		return fs.SkipDir
	}
	return nil
}

// knownFiles are the files that are somebody's: photos, those left out, and those in people's folders that can't be used.
func knownFiles(d *Dataset) map[string]bool {
	files := map[string]bool{}
	for _, p := range PhotosOf(d.People) {
		files[p.Path] = true
	}
	for _, file := range d.Excluded {
		files[file] = true
	}
	for _, s := range d.Unusable() {
		files[s.Path] = true
	}
	return files
}
