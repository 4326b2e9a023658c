package run

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"siamface/model/dataset"
	"siamface/model/file"
	"siamface/model/photo"
	"siamface/model/spelling"
)

// claimed is a run's folder that one training has for itself.
type claimed struct {
	held *file.Held
	made []string // the folders that weren't there before, the innermost first
}

// claimFolder checks what can be wrong before anything long begins, makes the run's folder and holds it. photos is the folder of photos.
func claimFolder(photos string, o Options) (*claimed, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if err := checkPlace(photos, o.Folder); err != nil {
		return nil, err
	}
	made, err := makeFolders(o.Folder)
	if err != nil {
		return nil, err
	}
	c := &claimed{made: made}
	if c.held, err = file.HoldFolder(o.Folder, "a training"); err != nil {
		c.release()
		return nil, err
	}
	file.Recover(o.Folder, files) // after one that was killed
	if err := errors.Join(checkModel(o), checkOthers(o.Folder)); err != nil {
		c.release()
		return nil, err
	}
	return c, nil
}

// release lets others write, and takes away the folders that were made and are still empty.
func (c *claimed) release() {
	c.held.Release()
	for _, folder := range c.made {
		if os.Remove(folder) != nil {
			return
		}
	}
}

// checkPlace refuses the folder of photos as a run's folder, and one in it whose figures would be taken for photos.
func checkPlace(photos, folder string) error {
	if folder == "" {
		return errors.New("a run needs a folder to be written to")
	}
	below, err := filepath.Rel(realPath(photos), realPath(folder))
	switch {
	case err != nil || !filepath.IsLocal(below):
		return nil
	case below == ".":
		return fmt.Errorf("%s is the folder of photos: write the run into another one", folder)
	case dataset.PassesOver(below):
		return nil
	}
	return fmt.Errorf("%s lies in the folder of photos, and the run's figures would be taken for photos of somebody: write the run into a folder outside of %s", folder, photos)
}

// checkOthers refuses a folder of photos that holds no run: a run's files would lie among them, and its figures be taken for somebody's.
func checkOthers(folder string) error {
	if isRun(folder) {
		return nil
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil // it isn't there, or making it will say what is wrong
	}
	for _, e := range entries {
		inside := filepath.Join(folder, e.Name())
		if strings.HasPrefix(e.Name(), ".") || slices.Contains(files, e.Name()) { // what a killed run has left
			continue
		}
		if e.Type().IsRegular() && photo.MaybePhoto(e.Name()) || e.IsDir() && !isRun(inside) && holdsPhoto(inside) {
			return fmt.Errorf("%s holds photos (%s) and no run: write the run into a folder of its own", spelling.Show(folder), spelling.Show(e.Name()))
		}
	}
	return nil
}

// isRun tells whether a run's files are in a folder already, finished or not.
func isRun(folder string) bool {
	for _, name := range []string{ModelFile, ReportFile, UnfinishedFile} {
		if _, err := os.Stat(filepath.Join(folder, name)); err == nil {
			return true
		}
	}
	return false
}

func holdsPhoto(folder string) bool {
	entries, _ := os.ReadDir(folder)
	return slices.ContainsFunc(entries, func(e os.DirEntry) bool { return e.Type().IsRegular() && photo.MaybePhoto(e.Name()) })
}

// realPath is where a path lies, as far as it exists.
func realPath(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil || filepath.Dir(abs) == abs {
		return real
	}
	return filepath.Join(realPath(filepath.Dir(abs)), filepath.Base(abs))
}

// checkModel refuses a folder that holds a model, unless it may be replaced.
func checkModel(o Options) error {
	if o.Force {
		return nil
	}
	if !holdsModel(o.Folder) {
		if unfinished, _ := ReadUnfinished(o.Folder); unfinished != nil && !o.Resume {
			return fmt.Errorf("%s %w; go on with it by --resume, choose another folder, or replace it with --force", o.Folder, ErrUnfinished)
		}
		return nil
	}
	if o.Resume {
		if unfinished, err := ReadUnfinished(o.Folder); unfinished != nil || err != nil {
			return err
		}
		return fmt.Errorf("%s %w", o.Folder, ErrFinished)
	}
	return fmt.Errorf("%s %w; choose another folder, or replace it with --force", o.Folder, ErrHoldsModel)
}

func holdsModel(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, ModelFile))
	return err == nil
}

// makeFolders is os.MkdirAll, and says which folders it made, the innermost first.
func makeFolders(folder string) (made []string, err error) {
	for at := filepath.Clean(folder); ; at = filepath.Dir(at) {
		if _, err := os.Lstat(at); !errors.Is(err, fs.ErrNotExist) || filepath.Dir(at) == at {
			break
		}
		made = append(made, at)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("can't make the run's folder: %w", err)
	}
	return made, nil
}
