package cache

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// CheckPlace says why nothing can be kept in caches; nil where it can, or where they are switched off. Everything works without them,
// slower. It leaves nothing behind.
func CheckPlace() error {
	dir := Folder()
	if dir == "" {
		if os.Getenv(Variable) == Off {
			return nil
		}
		return errors.New("this system has no place for caches")
	}
	above, err := filepath.Abs(dir)
	for err == nil {
		info, missing := os.Stat(above)
		if missing == nil && !info.IsDir() {
			return fmt.Errorf("caches can't lie in %s: it is no folder", above)
		}
		if missing == nil || !errors.Is(missing, fs.ErrNotExist) || filepath.Dir(above) == above {
			break
		}
		above = filepath.Dir(above) // where the folder would be made
	}
	if err == nil {
		err = tryFile(above)
	}
	if err != nil {
		return fmt.Errorf("caches can't be written in %s: %w", dir, err)
	}
	return nil
}

// tryFile makes a file in a folder, and removes it.
func tryFile(folder string) error {
	f, err := os.CreateTemp(folder, ".siamface-*")
	if err != nil {
		if at, ok := errors.AsType[*fs.PathError](err); ok {
			err = at.Err // its name says nothing
		}
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}
