package face_test

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"siamface/model/evaluate"
	"siamface/model/face"
	"siamface/model/realdata"
)

// photosFile are known values of the policy for any photo: tolerance 0.05 pixels, 1e-3 for scores, 2e-3 for embeddings.
type photosFile struct {
	Photos    map[string]knownPhoto
	Distances map[string]float64
}

type knownPhoto struct {
	Boxes     [][]float64
	Scores    []float64
	Main      int
	Points    [][]float64
	ChipMean  float64 `json:"chip_mean"`
	Embedding []float64
	Warnings  []string
}

// tolerance is how far from the known values a photo may come out: places in pixels and a share of the box's width more, for boxes
// and for landmarks.
type tolerance struct{ pixels, box, points, score, chip, embedding, distance float64 }

var (
	exact = tolerance{pixels: 0.05, score: 1e-3, chip: 0.1, embedding: 2e-3, distance: 5e-3}
	// jpegRounding is for JPEGs: the known values are from libjpeg's pixels, of which 2 to 5 % differ by 1, at most 3, because the
	// inverse cosine transforms round differently.
	jpegRounding = tolerance{pixels: 0.05, box: 0.002, score: 0.012, chip: 0.1, embedding: 2e-3, distance: 5e-3}
	// wholePixel is for those of them whose box crosses a whole pixel by it. The landmarks are found in whole pixels of the box, and
	// move with it.
	wholePixel = tolerance{pixels: 0.05, box: 0.002, points: 0.008, score: 0.012, chip: 0.6, embedding: 0.02, distance: 0.025}
)

// crossing are the photos for which wholePixel holds.
var crossing = []string{
	"groups/bbt2.jpg", "groups/obama-and-biden.jpg", "people/barack-obama/1.jpg", "people/barack-obama/4.jpg",
	"people/barack-obama/5.jpg", "people/barack-obama/partial-2.jpg", "people/joe-biden/1.jpg", "people/joe-biden/2.jpg",
	"people/joe-biden/3.jpg", "people/kit-harington/1.jpg",
}

// asDecodedHere is the tolerance for a photo, or for several at once, that this program decodes.
func asDecodedHere(names ...string) tolerance {
	within := exact
	for _, name := range names {
		switch {
		case slices.Contains(crossing, name):
			return wholePixel
		case filepath.Ext(name) == ".jpg":
			within = jpegRounding
		}
	}
	return within
}

// TestPhotos compares what is found in the photos as this program decodes them.
func TestPhotos(t *testing.T) {
	dir := realdata.Path(t, "photos")
	compare(t, asDecodedHere, func(name string) string { return filepath.Join(dir, name) })
}

// TestPhotosDecodedByPillow takes JPEG's decoder out of the comparison.
func TestPhotosDecodedByPillow(t *testing.T) {
	const convert = "import os, sys; from PIL import Image; d = sys.argv[1]\n" +
		"for n in sys.argv[2:]: Image.open(n).convert('RGB').save(os.path.join(d, n.replace('/', '_').replace('.', '_') + '.png'), compress_level=1)"
	dir := realdata.Path(t, "photos")
	jpegs, _ := filepath.Glob(filepath.Join(dir, "groups", "*.jpg"))
	more, _ := filepath.Glob(filepath.Join(dir, "people", "*", "*.jpg"))
	decoded := t.TempDir()
	if out, err := exec.Command("python3", append([]string{"-c", convert, decoded}, append(jpegs, more...)...)...).CombinedOutput(); err != nil {
		t.Skipf("no Python with Pillow here: %v %.200s", err, out)
	}
	compare(t, func(...string) tolerance { return exact }, func(name string) string {
		path := filepath.Join(dir, name)
		if filepath.Ext(name) != ".jpg" {
			return path
		}
		return filepath.Join(decoded, strings.NewReplacer("/", "_", ".", "_").Replace(path)+".png")
	})
}

func compare(t *testing.T, within func(names ...string) tolerance, find func(name string) string) {
	var file photosFile
	readJSON(t, realdata.Path(t, "faces", "photos.json"), &file)
	n := networks(t)
	embeddings := map[string][]float32{}
	for name, want := range file.Photos {
		t.Run(name, func(t *testing.T) {
			d, err := n.Describe(ctx, open(t, find(name)))
			if err != nil {
				t.Fatal(err)
			}
			embeddings[name] = d.Embedding
			comparePhoto(t, d, want, within(name))
		})
	}
	for pair, want := range file.Distances {
		a, b, _ := strings.Cut(pair, " | ")
		if embeddings[a] == nil || embeddings[b] == nil {
			t.Errorf("%s: no embeddings", pair)
			continue
		}
		near(t, pair, []float64{distance(embeddings[a], embeddings[b])}, []float64{want}, within(a, b).distance)
	}
}

func comparePhoto(t *testing.T, d *face.Description, want knownPhoto, within tolerance) {
	if len(d.Faces) != len(want.Boxes) || d.Sure() != len(want.Boxes) || d.Main != want.Main {
		t.Fatalf("%d faces, %d sure, main %d; want %d, main %d", len(d.Faces), d.Sure(), d.Main, len(want.Boxes), want.Main)
	}
	for i, f := range d.Faces {
		near(t, "box", []float64{f.Box.X, f.Box.Y, f.Box.W, f.Box.H}, want.Boxes[i], within.pixels+within.box*f.Box.W)
		near(t, "score", []float64{f.Score}, want.Scores[i:i+1], within.score)
	}
	for i, p := range want.Points {
		near(t, "point", []float64{d.Face.Five[i].X, d.Face.Five[i].Y}, p, within.pixels+within.points*d.Face.Box.W)
	}
	near(t, "chip's mean", []float64{sum(d.Chip) / float64(len(d.Chip))}, []float64{want.ChipMean}, within.chip)
	near(t, "embedding", d.Embedding, want.Embedding, within.embedding)
	flagged := slices.Contains(d.Face.Quality, face.Pose)
	if warned := slices.Contains(want.Warnings, "pose/landmarks"); flagged != warned || len(d.Face.Quality) != len(want.Warnings) {
		t.Errorf("flags %v, want %v", d.Face.Quality, want.Warnings)
	}
}

// TestPeople: every pair of full faces lies on the right side of the threshold for a false match rate of 1 %.
func TestPeople(t *testing.T) {
	const threshold = 0.602
	files, _ := filepath.Glob(filepath.Join(realdata.Path(t, "photos"), "people", "*", "*.*"))
	n := networks(t)
	var genuine, impostor []float64
	embeddings := map[string][]float32{}
	for _, path := range files {
		d, err := n.Describe(ctx, open(t, path))
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Faces) == 0 {
			t.Errorf("%s: no face", path)
		}
		for other, e := range embeddings {
			apart := distance(e, d.Embedding)
			same := filepath.Dir(other) == filepath.Dir(path)
			if same {
				genuine = append(genuine, apart)
			} else {
				impostor = append(impostor, apart)
			}
			if same != (apart < threshold) {
				t.Errorf("%s and %s: %.3f", other, path, apart)
			}
		}
		embeddings[path] = d.Embedding
	}
	s, err := evaluate.New(genuine, impostor)
	if err != nil {
		t.Fatal(err)
	}
	closest, _ := s.ClosestImpostor()
	t.Logf("%d genuine pairs up to %.3f, %d impostor pairs from %.3f", len(genuine), slices.Max(genuine), len(impostor), closest)
}
