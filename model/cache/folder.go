package cache

import (
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// chosen is the folder that UseFolder has named.
var chosen struct {
	sync.Mutex
	dir string
}

// UseFolder has the stores that are opened from now on lie in a folder, "" for the usual one. The environment variable goes before it.
func UseFolder(dir string) {
	chosen.Lock()
	defer chosen.Unlock()
	chosen.dir = dir
}

// Folder is where caches lie: the folder that Variable names, else the one of UseFolder, else one among the user's caches; "" where there
// is no place for them or they are switched off.
func Folder() string {
	switch dir := os.Getenv(Variable); dir {
	case Off:
		return ""
	case "":
	default:
		return dir
	}
	chosen.Lock()
	defer chosen.Unlock()
	if chosen.dir != "" {
		return chosen.dir
	}
	return UsualFolder()
}

// UsualFolder is where caches lie among the user's, "" where the system has no place for them.
func UsualFolder() string {
	user, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(user, "siamface")
}

// MeasureFolder is how many bytes the entries of all stores in a folder have, those of earlier versions of the program too. What else lies
// there isn't counted. A folder that isn't there has none.
func MeasureFolder(dir string) (bytes int64, err error) {
	err = visitEntries(dir, func(_ string, info fs.FileInfo) error {
		bytes += info.Size()
		return nil
	})
	return bytes, err
}

// ClearFolder removes the entries of all stores in a folder, and nothing else that lies there. Other programs may be using them: what they
// miss they compute again.
func ClearFolder(dir string) error {
	return visitEntries(dir, func(path string, _ fs.FileInfo) error { return ignoreMissing(os.Remove(path)) })
}

// visitEntries visits the files that lie and are called as entries: STORE/12/12345… . A link isn't followed.
func visitEntries(dir string, visit func(path string, info fs.FileInfo) error) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return ignoreMissing(err)
		}
		from, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		parts := strings.Split(filepath.ToSlash(from), "/")
		if e.IsDir() {
			if len(parts) == 2 && !isShard(parts[1]) {
				return fs.SkipDir
			}
			return nil
		}
		if len(parts) != 3 || !isEntry(parts[1], parts[2]) || !e.Type().IsRegular() {
			return nil
		}
		info, err := e.Info()
		if err != nil {
			return ignoreMissing(err)
		}
		return visit(path, info)
	})
}

// isShard tells whether a folder of a store holds the keys that begin with its name.
func isShard(name string) bool { return len(name) == 2 && isHex(name) }

func isEntry(shard, name string) bool {
	return isShard(shard) && strings.HasPrefix(name, shard) && len(name) > len(shard) && isHex(name)
}

func isHex(name string) bool {
	_, err := hex.DecodeString(name)
	return err == nil && name == strings.ToLower(name)
}
