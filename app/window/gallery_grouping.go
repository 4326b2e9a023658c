package window

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"siamface/model/album"
	"siamface/model/dataset"
	"siamface/model/file"
	"siamface/model/group"
	"siamface/model/tower"
)

// groupPhotos puts the photos of a folder together, or those at paths. It runs off Fyne's goroutine.
func groupPhotos(ctx context.Context, m *tower.Model, root string, paths []string, progress func(stage group.Stage, done, total int)) (group.Result, error) {
	r, err := album.Open(ctx, m)
	if err != nil {
		return group.Result{}, err
	}
	defer r.Close()
	var files []string
	for _, path := range paths {
		file, err := filepath.Rel(root, path)
		if err != nil {
			return group.Result{}, fmt.Errorf("%s and %s lie on two disks: put them together one after the other", root, path)
		}
		files = append(files, filepath.ToSlash(file))
	}
	if len(paths) == 0 {
		if files, _, err = dataset.FindLoose(ctx, root); err != nil {
			return group.Result{}, err
		}
	}
	return group.Photos(ctx, r, root, files, group.Options{Threshold: group.UsualThreshold(m.Judgement)}, progress)
}

// commonFolder is the deepest folder that holds all files; the top of the disk where they have nothing else in common.
func commonFolder(files []string) string {
	common := filepath.Dir(files[0])
	for _, path := range files[1:] {
		for !file.IsWithin(common, path) && filepath.Dir(common) != common {
			common = filepath.Dir(common)
		}
	}
	return common
}

// freeFolder is a name that no file or folder in a folder has yet.
func freeFolder(above, name string) string {
	path := filepath.Join(above, name)
	for n := 2; ; n++ {
		if _, err := os.Lstat(path); os.IsNotExist(err) {
			return path
		}
		path = filepath.Join(above, fmt.Sprintf("%s %d", name, n))
	}
}
