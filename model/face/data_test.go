package face_test

import (
	"encoding/json"
	"image"
	"math"
	"os"
	"sync"
	"testing"

	"siamface/model/face"
	"siamface/model/photo"
	"siamface/model/realdata"
	"siamface/model/torch/torchtest"
)

var load = sync.OnceValues(func() (*face.Networks, error) {
	return face.Load(ctx, os.Getenv(face.Variable), torchtest.Device)
})

// networks are the real ones, loaded once, or the test is skipped.
func networks(t testing.TB) *face.Networks {
	t.Helper()
	realdata.Faces(t)
	n, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func open(t testing.TB, path string) image.Image {
	t.Helper()
	img, err := photo.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func readJSON(t testing.TB, path string, into any) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// near compares numbers within a tolerance.
func near[T, U float32 | float64](t *testing.T, what string, got []T, want []U, tolerance float64) {
	t.Helper()
	if len(got) < len(want) {
		t.Errorf("%s: %d numbers, want %d", what, len(got), len(want))
		return
	}
	for i := range want {
		if !(math.Abs(float64(got[i])-float64(want[i])) <= tolerance) {
			t.Errorf("%s: number %d is %v, want %v ± %v", what, i, got[i], want[i], tolerance)
			return
		}
	}
}

func distance(a, b []float32) float64 {
	var sum float64
	for i := range a {
		d := float64(a[i]) - float64(b[i])
		sum += d * d
	}
	return math.Sqrt(sum)
}
