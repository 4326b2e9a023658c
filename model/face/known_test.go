package face

import (
	"encoding/json"
	"image"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"siamface/model/distance"
	"siamface/model/photo"
	"siamface/model/realdata"
)

// knownPhoto is what the Python pipeline made of a photo that Pillow decoded.
type knownPhoto struct {
	Faces []struct {
		Box   [4]float64 // left, top, right, bottom
		Score float64
	}
	Five, FiveOf68 [][2]float64
	Points68       [][2]float64
	ChipSum        int64 `json:"chip_sum"`
	Length         float64
	First8         []float32
}

func readKnown(t testing.TB) (photos map[string]knownPhoto, order []string, distances [][]float64) {
	t.Helper()
	data, err := os.ReadFile(realdata.Path(t, "faces", "known.json"))
	if err != nil {
		t.Fatal(err)
	}
	var known struct {
		Photos    map[string]knownPhoto
		Distances struct {
			Photos    []string
			Distances [][]float64 `json:"euclidean_of_unit_vectors"`
		}
	}
	if err := json.Unmarshal(data, &known); err != nil {
		t.Fatal(err)
	}
	return known.Photos, known.Distances.Photos, known.Distances.Distances
}

// knownPath is where a photo of known.json lies.
func knownPath(t testing.TB, name string) string {
	return realdata.Path(t, strings.Split(strings.TrimPrefix(name, "data/"), "/")...)
}

func openNetworks(t testing.TB) *Networks {
	t.Helper()
	n, err := Load(t.Context(), realdata.Faces(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Close)
	return n
}

// sum is that of a chip's colours.
func sumOf(c Chip) (sum int64) {
	for i, v := range c.Pix {
		if i%4 != 3 {
			sum += int64(v)
		}
	}
	return sum
}

// off is how far what was found is from what is known.
type off struct{ box, score, points, chip, length, numbers float64 }

func offFrom(d *Description, k knownPhoto) (o off) {
	for i, f := range k.Faces {
		b := d.Faces[i].Box
		for j, v := range [4]float64{b.X, b.Y, b.X + b.W, b.Y + b.H} {
			o.box = max(o.box, math.Abs(v-f.Box[j]))
		}
		o.score = max(o.score, math.Abs(d.Faces[i].Score-f.Score))
	}
	for i, p := range k.Points68 {
		o.points = max(o.points, math.Abs(d.Face.Points[i].X-p[0]), math.Abs(d.Face.Points[i].Y-p[1]))
	}
	o.chip = math.Abs(float64(sumOf(d.Chip))/float64(k.ChipSum) - 1)
	o.length = math.Abs(d.Face.Length - k.Length)
	for i, v := range k.First8 {
		o.numbers = max(o.numbers, math.Abs(float64(d.Embedding[i]-v)))
	}
	return o
}

// decodedByPillow is a photo as Pillow decodes it, by the folder of PNGs that SIAMFACE_PILLOW names: Go's JPEG decoder differs in some
// pixels by a few levels.
func decodedByPillow(name string) (image.Image, error) {
	return photo.Open(filepath.Join(os.Getenv("SIAMFACE_PILLOW"), strings.ReplaceAll(name, "/", "_")+".png"))
}

func TestKnownTmp(t *testing.T) {
	photos, _, _ := readKnown(t)
	n := openNetworks(t)
	_ = distance.Euclidean
	for name, k := range photos {
		for _, way := range []string{"go", "pillow"} {
			img, err := photo.Open(knownPath(t, name))
			if way == "pillow" {
				img, err = decodedByPillow(name)
			}
			if err != nil {
				t.Fatal(err)
			}
			d, err := n.Describe(t.Context(), img)
			if err != nil {
				t.Fatal(err)
			}
			if len(d.Faces) != len(k.Faces) {
				t.Errorf("%s %s: %d faces, want %d", name, way, len(d.Faces), len(k.Faces))
				if len(d.Faces) < len(k.Faces) {
					continue
				}
			}
			t.Logf("%-40s %-6s %+v %v", name, way, offFrom(d, k), d.Face.Quality)
		}
	}
}
