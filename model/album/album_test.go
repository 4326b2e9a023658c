package album_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"siamface/model/album"
	"siamface/model/cache"
	"siamface/model/distance"
	"siamface/model/face"
	"siamface/model/photo"
	"siamface/model/realdata"
	"siamface/model/recipes"
)

// A face of which nothing can be said isn't one to look for.
func ExampleFace_SaysNothing() {
	p := album.Photo{Faces: []album.Face{{Score: 0.9}, {Score: 0.8, Quality: []face.Flag{face.Weak}}, {Score: 0.3, Quality: []face.Flag{face.Uncertain}}}}
	for _, f := range p.Faces {
		fmt.Println(f.Score, f.SaysNothing())
	}
	fmt.Println(p.Sure())
	// Output:
	// 0.9 false
	// 0.8 false
	// 0.3 true
	// 2
}

func open(t *testing.T) *album.Reader {
	t.Helper()
	realdata.Faces(t)
	m, err := recipes.Untrained(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r, err := album.Open(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

// TestRead compares every face with what the face networks say of the photo, first computed and then from the cache.
func TestRead(t *testing.T) {
	t.Setenv(cache.Variable, t.TempDir())
	r := open(t)
	group := realdata.Path(t, "photos", "groups", "two-people.jpg")
	broken := filepath.Join(t.TempDir(), "broken.jpg")
	if err := os.WriteFile(broken, []byte("no photo"), 0o600); err != nil {
		t.Fatal(err)
	}
	networks, err := face.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer networks.Close()
	img, err := photo.Open(group)
	if err != nil {
		t.Fatal(err)
	}
	want, err := networks.DescribeAll(t.Context(), img)
	if err != nil {
		t.Fatal(err)
	}
	for _, round := range []string{"computed", "kept"} {
		got, err := r.Read(t.Context(), []string{group, broken}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got[1].Err == nil || got[1].Main != -1 || got[0].Err != nil || len(got[0].Faces) != len(want) || got[0].Main < 0 || len(got[0].SHA256) != 64 {
			t.Fatalf("%s: %d faces of %d, main %d; errors %v, %v", round, len(got[0].Faces), len(want), got[0].Main, got[0].Err, got[1].Err)
		}
		for i, f := range got[0].Faces {
			if b := want[i].Face.Box; f.Box != [4]float64{b.X, b.Y, b.W, b.H} || !slices.Equal(f.Quality, want[i].Face.Quality) {
				t.Errorf("%s: face %d is %v", round, i, f.Box)
			}
			if d := distance.Euclidean(f.Embedding, want[i].Embedding); d > 1e-3 {
				t.Errorf("%s: the embedding of face %d is %v away", round, i, d)
			}
			if math.Abs(f.Length-want[i].Face.Length) > 1e-6 {
				t.Errorf("%s: length %v", round, f.Length)
			}
		}
	}
}

// TestNetworkNames: what makes other embeddings has another name.
func TestNetworkNames(t *testing.T) {
	r := open(t)
	if r.Network() != face.Version() {
		t.Errorf("the untrained networks are called %q", r.Network())
	}
	trained := *r.Model()
	trained.Untrained = false
	first := album.NameNetwork(&trained)
	trained.Scale *= 2
	defer func() { trained.Scale /= 2 }()
	if second := album.NameNetwork(&trained); first == second || first == face.Version() {
		t.Errorf("names %q and %q", first, second)
	}
}
