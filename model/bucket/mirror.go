package bucket

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
)

// Mirror holds copies of what was fetched from stores, until it is closed.
type Mirror struct {
	mutex   sync.Mutex
	folders map[string]string // by their addresses
}

// Open gives a folder of this machine with the files of a store's folder: those of the names, or all without any. What is there already and is
// good, as the names' check says, isn't fetched again.
func (m *Mirror) Open(ctx context.Context, address string, names []string, good func(path, name string) bool) (folder string, err error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	b, err := Open(address)
	if err != nil {
		return "", err
	}
	if folder = m.folders[address]; folder == "" {
		if folder, err = os.MkdirTemp("", "siamface-photos-"); err != nil {
			return "", fmt.Errorf("can't keep what is fetched: %w", err)
		}
		if m.folders == nil {
			m.folders = map[string]string{}
		}
		m.folders[address] = folder
	}
	if names == nil {
		if names, err = b.List(ctx); err != nil {
			return "", err
		}
	}
	var lacking []string
	for _, name := range names {
		if good == nil || !good(filepath.Join(folder, filepath.FromSlash(name)), name) {
			lacking = append(lacking, name)
		}
	}
	return folder, b.Fetch(ctx, lacking, folder)
}

// Close deletes the copies.
func (m *Mirror) Close() error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	var err error
	for _, folder := range m.folders {
		err = errors.Join(err, os.RemoveAll(folder))
	}
	m.folders = nil
	return err
}
