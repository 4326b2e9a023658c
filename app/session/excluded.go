package session

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"siamface/model/audit"
)

// ReadExcluded reads which files of a folder were left out when it was open last.
func ReadExcluded(root string) (*audit.Exclusions, error) {
	path, err := audit.RememberedFile(root)
	if err != nil {
		return new(audit.Exclusions), nil // then nothing was remembered either
	}
	list, err := audit.ReadExclusions(path)
	if errors.Is(err, fs.ErrNotExist) {
		return new(audit.Exclusions), nil
	}
	if err != nil {
		return new(audit.Exclusions), err
	}
	return list, nil
}

// rememberExcluded writes the list for the next time the folder is opened.
func rememberExcluded(root string, list *audit.Exclusions) error {
	path, err := audit.RememberedFile(root)
	if err != nil {
		return err
	}
	if len(list.Files()) == 0 {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return list.Write(path)
}
