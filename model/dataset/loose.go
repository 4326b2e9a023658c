package dataset

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"siamface/model/photo"
)

// FindLoose lists the photos anywhere below root, whoever is on them, by their names: their paths below root, with slashes, in natural
// order. What is no photo is skipped, with its reason; hidden files, and folders that links lead to, are passed over.
func FindLoose(ctx context.Context, root string) (files []string, skipped []Skipped, err error) {
	info, err := os.Stat(root)
	if err != nil {
		return nil, nil, cantOpen(root, err)
	}
	if !info.IsDir() {
		return nil, nil, fmt.Errorf("%s is not a folder", root)
	}
	err = fs.WalkDir(os.DirFS(root), ".", func(file string, entry fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case file == ".":
			return err
		case err != nil:
			skipped = append(skipped, Skipped{file, photo.Reason(err)})
			return nil
		case isHidden(entry.Name()):
			if entry.IsDir() {
				return fs.SkipDir
			}
		case entry.IsDir():
		case entry.Type()&os.ModeSymlink != 0 && isFolder(filepath.Join(root, filepath.FromSlash(file))):
		case entry.Type() != 0 && entry.Type() != os.ModeSymlink:
			skipped = append(skipped, Skipped{file, photo.NotRegular})
		case !photo.MaybePhoto(file):
			skipped = append(skipped, Skipped{file, photo.NotAPhoto})
		default:
			files = append(files, file)
		}
		return nil
	})
	if err != nil && ctx.Err() == nil {
		err = cantOpen(root, err)
	}
	slices.SortFunc(files, compareNames)
	slices.SortFunc(skipped, func(a, b Skipped) int { return compareNames(a.Path, b.Path) })
	return files, skipped, err
}
