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

	"siamface/model/weights"
)

// Variable is the environment variable that names the folder of the networks.
const Variable = "SIAMFACE_WEIGHTS"

// ErrMissing is beneath the error of Find where no folder holds the networks.
var ErrMissing = errors.New("the face networks are missing")

// model is one network's pair of files and the sum of the one with the values.
type model struct{ name, sum string }

var (
	detectorModel   = model{"tiny_face_detector", "b7503ce7df31039b1c43316a9b865cab6a70dd748cc602d3fa28b551503c3871"}
	landmarksModel  = model{"face_landmark_68", "4611ef65c87d836d03d684b30eec4d195d8b219fa1dd58fc58945831c6b9299b"}
	recogniserModel = model{"face_recognition", "b413e420d6840b2775fba32008db6f3cddb07d485967fb42cfcf379c16a8c589"}
	models          = []model{detectorModel, landmarksModel, recogniserModel}
)

// readLimits are generous for files of 6 MB.
var readLimits = weights.Limits{FileBytes: 64 << 20, HeaderBytes: 1 << 20, Tensors: 1000, ValueBytes: 256 << 20}

func (m model) values() string   { return m.name + "_model.bin" }
func (m model) manifest() string { return m.name + "_model-weights_manifest.json" }

// Files are the names of the files that make up the networks.
func Files() []string {
	var names []string
	for _, m := range models {
		names = append(names, m.values(), m.manifest())
	}
	return names
}

// UserDir is where the networks lie among the user's data.
func UserDir() string { return filepath.Join(xdg.DataHome, "siamface", "faces") }

// Find is the folder that holds the networks: the one that SIAMFACE_WEIGHTS names; else the first complete one of .deps/faces
// beside the program, UserDir and others. Its error is a sentence that says what is missing where; ErrMissing lies beneath.
func Find(others ...string) (dir string, err error) {
	if dir := os.Getenv(Variable); dir != "" {
		if lacks := missing(dir); lacks != "" {
			return "", fmt.Errorf("%w: %s is set to %s, where there is no %s", ErrMissing, Variable, dir, lacks)
		}
		return dir, nil
	}
	var places []string
	if dir := bundled(); dir != "" {
		places = append(places, dir)
	}
	places = append(append(places, UserDir()), others...)
	for _, dir := range places {
		if missing(dir) == "" {
			return dir, nil
		}
	}
	return "", fmt.Errorf("%w: %s and the like are in none of %q. Build Siamface with make, which fetches them, or set %s to a folder that holds them",
		ErrMissing, detectorModel.values(), places, Variable)
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

// check compares the values' sum: a network with a flipped bit would give wrong embeddings without a word.
func (m model) check(dir string) error {
	path := filepath.Join(dir, m.values())
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("%w: can't open %s: %w", ErrMissing, path, err)
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, io.LimitReader(f, readLimits.FileBytes)); err != nil {
		return fmt.Errorf("can't read %s: %w", path, err)
	}
	if hex.EncodeToString(sum.Sum(nil)) != m.sum {
		return fmt.Errorf("%s is damaged, or of another version than Siamface knows: fetch the face networks again", path)
	}
	return nil
}
