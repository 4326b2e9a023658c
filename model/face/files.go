package face

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/adrg/xdg"

	"siamface/model/file"
	"siamface/model/format"
	"siamface/model/shipped"
)

// Variable is the environment variable that names the folder of the networks.
const Variable = "SIAMFACE_WEIGHTS"

// ErrMissing is beneath the error of Find where no folder holds the networks.
var ErrMissing = errors.New("the face networks are missing")

// The files of the networks beside the recogniser's, and of what runs them.
const (
	detectorFile  = "centerface.onnx"
	landmarksFile = "fr_landmark.onnx"
	libraryFile   = "libonnxruntime.so.1.24.4"
)

// sums are the SHA-256 of the networks' files by name. The library's is checked when it is fetched: a user may bring another.
func sums() map[string]string {
	list := map[string]string{
		detectorFile:  "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc",
		landmarksFile: "f10b0ba1d2a8a099adefede1ebf3733e44fe370715e7303dbeb7f59c02142258",
	}
	for _, r := range recognisers {
		list[r.File] = r.SHA256
	}
	return list
}

// Files are the names of the files that make up the networks, and of the library that runs them.
func Files() []string { return append(NetworkFiles(), libraryFile) }

// NetworkFiles are the names of the networks' files alone.
func NetworkFiles() []string { return []string{detectorFile, landmarksFile, BuiltIn().File} }

// licences are texts that lie beside them.
var licences = []string{"LICENSE.centerface", "LICENSE.faceplugin", "LICENSE.onnxruntime", "ThirdPartyNotices.onnxruntime.txt"}

// UserDir is where the networks lie among the user's data.
func UserDir() string { return filepath.Join(xdg.DataHome, "siamface", "faces") }

// shippedPart is how the folder of the networks is called among what is shipped with the program.
const shippedPart = "faces"

// Find is the folder that holds the networks: the one that SIAMFACE_WEIGHTS names; else the first complete one of those shipped with
// the program, UserDir and others. Its error is a sentence that says what is missing where; ErrMissing lies beneath.
func Find(others ...string) (dir string, err error) {
	if dir := os.Getenv(Variable); dir != "" {
		if lacks := missing(dir); lacks != "" {
			return "", fmt.Errorf("%w: %s is set to %s, where there is no %s", ErrMissing, Variable, dir, lacks)
		}
		return dir, nil
	}
	places := append(append(shipped.ListPlaces(shippedPart), UserDir()), others...)
	for _, dir := range places {
		if missing(dir) == "" {
			return dir, nil
		}
	}
	return "", fmt.Errorf("%w: %s and the like are in none of %q. Build Siamface with make, which fetches them, or set %s to a folder that holds them",
		ErrMissing, detectorFile, places, Variable)
}

// missing is the first file that dir lacks, or nothing.
func missing(dir string) string {
	for _, name := range Files() {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || !info.Mode().IsRegular() {
			return name
		}
	}
	return ""
}

// mostBytes is the largest file of a network that is read.
const mostBytes = 1 << 30

// readNetwork reads a network's file and compares its sum: a network with a flipped bit would give wrong embeddings without a word.
func readNetwork(path, sum string) ([]byte, error) {
	data, err := readBounded(path, mostBytes)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMissing, err)
	}
	if got := sha256.Sum256(data); hex.EncodeToString(got[:]) != sum {
		return nil, fmt.Errorf("%s is damaged, or of another version than Siamface knows: fetch the face networks again", path)
	}
	return data, nil
}

// readBounded reads a file of at most so many bytes.
func readBounded(path string, most int64) ([]byte, error) {
	info, err := os.Stat(path) // before it is opened: opening a pipe waits for a writer
	switch {
	case err != nil:
		return nil, fmt.Errorf("can't open %s: %w", path, err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is no file", path)
	case info.Size() > most:
		return nil, fmt.Errorf("%s has %s, more than the %s that a network may have", path, format.Bytes(info.Size()), format.Bytes(most))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("can't open %s: %w", path, err)
	}
	defer f.Close()
	data := make([]byte, info.Size())
	if _, err := io.ReadFull(f, data); err != nil {
		return nil, fmt.Errorf("can't read %s: %w", path, err)
	}
	return data, nil
}

// Keep copies the networks in dir to UserDir, unless it has them: a program that is moved away from its .deps/ finds them there.
// Files that are being copied are never taken for whole ones.
func Keep(dir string) error { return keep(dir, UserDir()) }

func keep(from, to string) error {
	if missing(to) == "" || from == to {
		return nil
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		return fmt.Errorf("can't make the folder for the face networks: %w", err)
	}
	for i, name := range append(Files(), licences...) {
		err := copyFile(filepath.Join(from, name), filepath.Join(to, name))
		if err != nil && (i < len(Files()) || !errors.Is(err, os.ErrNotExist)) { // a licence may be elsewhere
			return fmt.Errorf("can't keep the face networks among the user's data: %w", err)
		}
	}
	return nil
}

func copyFile(from, to string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	return file.Write(to, 0o600, func(w io.Writer) error {
		_, err := io.Copy(w, f)
		return err
	})
}
