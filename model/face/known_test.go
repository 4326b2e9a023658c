package face

import (
	"encoding/json"
	"image"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

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

// within are the most that a photo's values may be off.
var (
	// samePixels is for pictures that both decode alike. The Python pipeline itself, on another processor, comes to numbers that differ by
	// up to 1.8e-4 from those of known.json: a landmark's last digits move the rounding of a few pixels of the chip.
	samePixels = off{box: 0.02, score: 2e-4, points: 0.05, chip: 1e-4, length: 5e-3, numbers: 4e-4}
	// goPixels is for JPEGs, of which Go's decoder gives some pixels up to three levels off libjpeg's.
	goPixels = off{box: 0.15, score: 1e-3, points: 0.5, chip: 1e-3, length: 1.5e-2, numbers: 2.5e-3}
)

func (o off) check(t *testing.T, name string, most off) {
	t.Helper()
	if !(o.box <= most.box && o.score <= most.score && o.points <= most.points && o.chip <= most.chip && o.length <= most.length && o.numbers <= most.numbers) {
		t.Errorf("%s is off by %+v, more than %+v", name, o, most)
	}
}

// largest is the larger of each.
func (o off) largest(p off) off {
	return off{max(o.box, p.box), max(o.score, p.score), max(o.points, p.points), max(o.chip, p.chip), max(o.length, p.length), max(o.numbers, p.numbers)}
}

// TestKnownValues compares photos as this program decodes them with what the pipeline gives that is written out in Python.
func TestKnownValues(t *testing.T) {
	compareKnown(t, func(name string) (image.Image, off) {
		img, err := photo.Open(knownPath(t, name))
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(name) == ".jpg" {
			return img, goPixels
		}
		return img, samePixels
	})
}

// TestKnownValuesDecodedByPillow takes JPEG's decoder out of the comparison.
func TestKnownValuesDecodedByPillow(t *testing.T) {
	photos, _, _ := readKnown(t)
	decoded := t.TempDir()
	const convert = "import sys; from PIL import Image, ImageOps\n" +
		"for i in range(1, len(sys.argv), 2): ImageOps.exif_transpose(Image.open(sys.argv[i])).convert('RGB').save(sys.argv[i+1], compress_level=1)"
	args := []string{"-c", convert}
	at := map[string]string{}
	for name := range photos {
		if filepath.Ext(name) == ".jpg" {
			at[name] = filepath.Join(decoded, strings.ReplaceAll(name, "/", "_")+".png")
			args = append(args, knownPath(t, name), at[name])
		}
	}
	if out, err := exec.Command("python3", args...).CombinedOutput(); err != nil {
		t.Skipf("no Python with Pillow here: %v %.200s", err, out)
	}
	compareKnown(t, func(name string) (image.Image, off) {
		path := at[name]
		if path == "" {
			path = knownPath(t, name)
		}
		img, err := photo.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		return img, samePixels
	})
}

func compareKnown(t *testing.T, open func(name string) (image.Image, off)) {
	photos, order, distances := readKnown(t)
	n := openNetworks(t)
	embeddings, worst := map[string][]float32{}, off{}
	for name, k := range photos {
		img, most := open(name)
		d, err := n.Describe(t.Context(), img)
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Faces) != len(k.Faces) || d.Sure() != len(k.Faces) {
			t.Errorf("%s: %d faces, %d sure, want %d", name, len(d.Faces), d.Sure(), len(k.Faces))
			continue
		}
		o := offFrom(d, k)
		o.check(t, name, most)
		worst, embeddings[name] = worst.largest(o), d.Embedding
	}
	for i, a := range order {
		for j, b := range order[:i] {
			if got := euclidean(embeddings[a], embeddings[b]); math.Abs(got-distances[i][j]) > 5e-3 {
				t.Errorf("%s and %s: %.4f apart, want %.4f", a, b, got, distances[i][j])
			}
		}
	}
	t.Logf("%d photos, off by at most %+v", len(photos), worst)
}

func euclidean(a, b []float32) float64 {
	sum := 0.0
	for i := range a {
		sum += math.Pow(float64(a[i])-float64(b[i]), 2)
	}
	return math.Sqrt(sum)
}
