package gallery_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"siamface/model/album"
	"siamface/model/distance"
	"siamface/model/face"
	"siamface/model/gallery"
	"siamface/model/gallery/store"
	"siamface/model/realdata"
	"siamface/model/recipes"
	"siamface/model/tower"
)

// Who of two people is on a photo that lies close to one, and who on one that lies far from both?
func ExampleLimits_Judge() {
	limits := gallery.Limits{Known: 1.0, Unknown: 1.2}
	for _, d := range []float64{0.7, 1.1, 1.3} {
		fmt.Println(d, limits.Judge(album.Face{}, []store.Hit{{Person: "Ann", Distance: d}}))
	}
	// Output:
	// 0.7 known
	// 1.1 unsure
	// 1.3 unknown
}

func open(t *testing.T) *gallery.Gallery {
	t.Helper()
	g, err := gallery.Open(t.Context(), filepath.Join(t.TempDir(), "g"), gallery.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.Close() })
	return g
}

// draw adds people of 1 to 3 photos each, of 8 numbers.
func draw(t *testing.T, g *gallery.Gallery, people int) (photos []store.Photo) {
	t.Helper()
	random := rand.New(rand.NewPCG(2, 2))
	for p := range people {
		var centre [8]float64
		for i := range centre {
			centre[i] = random.NormFloat64()
		}
		for k := range 1 + p%3 {
			photo := store.Photo{Person: fmt.Sprint("p", p), Path: fmt.Sprintf("%d-%d", p, k), SHA256: fmt.Sprintf("%d-%d", p, k)}
			for _, c := range centre {
				photo.Embedding = append(photo.Embedding, float32(c+0.2*random.NormFloat64()))
			}
			photos = append(photos, photo)
		}
	}
	if _, err := g.Add(t.Context(), store.Network{Name: "n", Size: 8}, photos); err != nil {
		t.Fatal(err)
	}
	return photos
}

// closestOfOthers is, photo by photo, how close everybody else comes.
func closestOfOthers(photos []store.Photo) (closest []float64, weight []float64) {
	count := map[string]float64{}
	for _, p := range photos {
		count[p.Person]++
	}
	for _, p := range photos {
		least := math.Inf(1)
		for _, o := range photos {
			if o.Person != p.Person {
				least = min(least, distance.Euclidean(p.Embedding, o.Embedding))
			}
		}
		closest, weight = append(closest, least), append(weight, 1/count[p.Person])
	}
	return closest, weight
}

// TestLimitsAreMeasured: at the distance for a rate, as large a share of strangers is known, each person weighing the same, by loops.
func TestLimitsAreMeasured(t *testing.T) {
	g := open(t)
	photos := draw(t, g, 120)
	closest, weight := closestOfOthers(photos)
	for _, rate := range []float64{0.03, 0.05, 0.1, 0.4} {
		l, err := g.Limits(t.Context(), rate, tower.Judgement{})
		if err != nil || !l.Measured || l.People != 120 || l.Photos != len(photos) {
			t.Fatalf("%v, %v", l, err)
		}
		for want, at := range map[float64]float64{rate: l.Known, min(10*rate, 0.5): l.Unknown} {
			below, upTo := 0.0, 0.0
			for i, d := range closest {
				if d < at-1e-9 {
					below += weight[i] / 120
				}
				if d <= at+1e-9 {
					upTo += weight[i] / 120
				}
			}
			if below > want+1e-9 || upTo <= want {
				t.Errorf("at %v, for %v, %v to %v of strangers are taken for somebody", at, want, below, upTo)
			}
		}
	}
}

// TestLimitsOfFew: too few people show no rate; then the closest stranger counts, and what the model says by itself.
func TestLimitsOfFew(t *testing.T) {
	g := open(t)
	photos := draw(t, g, 20)
	closest, _ := closestOfOthers(photos)
	least := slices.Min(closest)
	l, err := g.Limits(t.Context(), 0.01, tower.Judgement{Sure: least * 2})
	if err != nil || l.Measured || math.Abs(l.Known-least) > 1e-9 {
		t.Errorf("%v, %v; the closest stranger is at %v", l, err, least)
	}
	if l, err = g.Limits(t.Context(), 0.01, tower.Judgement{Sure: least / 2}); err != nil || l.Known != least/2 {
		t.Errorf("%v, %v; the model is sure below %v", l, err, least/2)
	}
	rate := face.BuiltIn().DistanceAt(1 - math.Pow(0.99, 1/float64(len(photos))))
	if l, err = g.Limits(t.Context(), 0.01, tower.Judgement{General: true}); err != nil || math.Abs(l.Known-min(least, rate)) > 1e-9 {
		t.Errorf("%v, %v; want %v", l, err, min(least, rate))
	}
	for _, rate := range []float64{0, 1, math.NaN(), -1} {
		if _, err := g.Limits(t.Context(), rate, tower.Judgement{}); err == nil {
			t.Errorf("a rate of %v was taken", rate)
		}
	}
	alone := open(t)
	draw(t, alone, 1)
	if l, err := alone.Limits(t.Context(), 0.01, tower.Judgement{Sure: 0.5}); err != nil || l.Known != 0.5 {
		t.Errorf("one person alone: %v, %v", l, err)
	}
}

// TestLimitsFollowChanges: they are measured anew once the gallery has changed.
func TestLimitsFollowChanges(t *testing.T) {
	g := open(t)
	photos := draw(t, g, 120)
	before, err := g.Limits(t.Context(), 0.05, tower.Judgement{})
	if err != nil {
		t.Fatal(err)
	}
	twin := photos[3]
	twin.Person, twin.Path, twin.SHA256 = "twin", "twin", "twin"
	for k := range 8 { // people who come very close
		twin.SHA256, twin.Person = fmt.Sprint("twin", k), fmt.Sprint("twin", k)
		if _, err := g.Add(t.Context(), store.Network{Name: "n", Size: 8}, []store.Photo{twin}); err != nil {
			t.Fatal(err)
		}
	}
	after, err := g.Limits(t.Context(), 0.05, tower.Judgement{})
	if err != nil || after.Known >= before.Known || after.People != 128 {
		t.Errorf("%v before, %v after, %v", before, after, err)
	}
}

func reader(t *testing.T) *album.Reader {
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

// TestIdentifyORL enrols half of the photos of 20 people and looks for the other half, and for 10 strangers.
func TestIdentifyORL(t *testing.T) {
	r, g, orl := reader(t), open(t), realdata.Path(t, "orl", "Training")
	var entries []gallery.Entry
	var probes, strangers []string
	people, _ := filepath.Glob(filepath.Join(orl, "s*"))
	for i, dir := range people[:30] {
		for k := 1; k <= 10; k += 2 {
			photo := filepath.Join(dir, fmt.Sprintf("%d.pgm", k))
			switch {
			case i >= 20:
				strangers = append(strangers, photo)
			case k < 6:
				entries = append(entries, gallery.Entry{Person: filepath.Base(dir), Path: photo})
			default:
				probes = append(probes, photo)
			}
		}
	}
	e, err := g.Enrol(t.Context(), r, entries, nil)
	if err != nil || e.Added != 60 {
		t.Fatalf("%+v, %v", e, err)
	}
	limits, err := g.Limits(t.Context(), 0.01, r.Model().Judgement)
	if err != nil {
		t.Fatal(err)
	}
	verdicts := func(paths []string) (count map[gallery.Verdict]int, right int) {
		photos, err := r.Read(t.Context(), paths, nil)
		if err != nil {
			t.Fatal(err)
		}
		found, err := g.Identify(t.Context(), r, photos, limits, 3)
		if err != nil {
			t.Fatal(err)
		}
		count = map[gallery.Verdict]int{}
		for i, faces := range found {
			f := faces[photos[i].Main]
			count[f.Verdict]++
			if f.Candidates[0].Person == filepath.Base(filepath.Dir(paths[i])) {
				right++
			}
		}
		return count, right
	}
	if count, right := verdicts(probes); right != len(probes) || count[gallery.Known] < len(probes)*9/10 || count[gallery.Unknown] > 0 {
		t.Errorf("of %d photos of known people, %d rank them first: %v", len(probes), right, count)
	}
	if count, _ := verdicts(strangers); count[gallery.Known] > 0 {
		t.Errorf("strangers: %v", count)
	}
	again, err := g.Enrol(t.Context(), r, append(entries[:2:2], gallery.Entry{Person: "other", Path: entries[0].Path}), nil)
	if err != nil || len(again.Again) != 2 || len(again.Skipped) != 1 || !strings.Contains(again.Skipped[0].Reason, "enrolled as a photo of s") {
		t.Errorf("enrolled again: %+v, %v", again, err)
	}
}

// TestRenew computes embeddings of another network anew, and refuses to mix them before.
func TestRenew(t *testing.T) {
	r, g, dir := reader(t), open(t), t.TempDir()
	var kept []store.Photo
	for k := range 3 {
		at := filepath.Join(dir, fmt.Sprintf("%d.pgm", k))
		data, err := os.ReadFile(realdata.Path(t, "orl", "Training", "s1", fmt.Sprintf("%d.pgm", k+1)))
		if err == nil {
			err = os.WriteFile(at, data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		photos, err := r.Read(t.Context(), []string{at}, nil)
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, store.Photo{Person: "s1", Path: at, SHA256: photos[0].SHA256, Box: photos[0].Faces[photos[0].Main].Box, Embedding: []float32{1, 2}})
	}
	if _, err := g.Add(t.Context(), store.Network{Name: "of before", Size: 2}, kept); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Enrol(t.Context(), r, []gallery.Entry{{Person: "s2", Path: kept[0].Path}}, nil); !errors.Is(err, store.ErrNetwork) {
		t.Errorf("mixed: %v", err)
	}
	if _, err := g.Identify(t.Context(), r, nil, gallery.Limits{}, 1); !errors.Is(err, store.ErrNetwork) {
		t.Errorf("asked by another network: %v", err)
	}
	if err := os.WriteFile(kept[2].Path, []byte("P5 1 1 255\n0"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Renew(t.Context(), r, false, nil); err == nil || !strings.Contains(err.Error(), "1 of 3 photos can't be embedded anew") {
		t.Errorf("a changed photo: %v", err)
	}
	if n, _ := g.Network(t.Context()); n.Name != "of before" {
		t.Errorf("a refused change left %v", n)
	}
	result, err := g.Renew(t.Context(), r, true, nil)
	if err != nil || result.Photos != 2 || len(result.Lost) != 1 {
		t.Fatalf("%+v, %v", result, err)
	}
	photos, err := r.Read(t.Context(), []string{kept[1].Path}, nil)
	if err != nil {
		t.Fatal(err)
	}
	found, err := g.Identify(t.Context(), r, photos, gallery.Limits{Known: 0.5, Unknown: 1}, 1)
	if err != nil || found[0][0].Verdict != gallery.Known || found[0][0].Candidates[0].Path != kept[1].Path {
		t.Errorf("%+v, %v", found, err)
	}
}

func TestOpenServer(t *testing.T) {
	if _, err := gallery.Open(context.Background(), "postgres://nobody@127.0.0.1:1/x", gallery.Options{}); err == nil || !strings.Contains(err.Error(), "can't be used") {
		t.Errorf("a server that isn't there: %v", err)
	}
	if _, err := gallery.Open(context.Background(), "postgres://localhost/x", gallery.Options{Encrypt: true}); err == nil || !strings.Contains(err.Error(), "encrypted") {
		t.Errorf("an encrypted server: %v", err)
	}
	g, err := gallery.Open(t.Context(), filepath.Join(t.TempDir(), "g"), gallery.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	if _, err := gallery.BuildIndex(t.Context(), g); err == nil {
		t.Error("an index of a file was made")
	}
}

// TestEnrolPhotosOfTwo: of a photo of two people, each gets their own face, wherever it lies among their photos.
func TestEnrolPhotosOfTwo(t *testing.T) {
	r, g := reader(t), open(t)
	at := func(elements ...string) string { return realdata.Path(t, append([]string{"photos"}, elements...)...) }
	both := at("groups", "obama-and-biden.jpg")
	e, err := g.Enrol(t.Context(), r, []gallery.Entry{
		{Person: "Barack", Path: both}, {Person: "Joe", Path: both}, {Person: "Barack", Path: at("people", "barack-obama", "1.jpg")}, {Person: "Joe", Path: at("people", "joe-biden", "2.jpg")},
	}, nil)
	if err != nil || e.Added != 4 || len(e.Several) != 2 {
		t.Fatalf("%+v, %v", e, err)
	}
	photos, err := r.Read(t.Context(), []string{at("people", "barack-obama", "4.jpg"), at("people", "joe-biden", "1.jpg"), both}, nil)
	if err != nil {
		t.Fatal(err)
	}
	found, err := g.Identify(t.Context(), r, photos, gallery.Limits{Known: 1, Unknown: 1.1}, 2)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"Barack", "Joe"} {
		f := found[i][photos[i].Main]
		if f.Verdict != gallery.Known || f.Candidates[0].Person != want || f.Candidates[1].Distance < 1.1 {
			t.Errorf("%s: %s, %v", want, f.Verdict, f.Candidates)
		}
	}
	box := photos[2].Faces[photos[2].Main].Box
	if e, err = g.Enrol(t.Context(), r, []gallery.Entry{{Person: "third", Path: both, Box: &box}}, nil); err != nil || len(e.Skipped) != 1 {
		t.Errorf("somebody else's face: %+v, %v", e, err)
	}
}

// full is a store whose disk runs full while it keeps what it was given.
type full struct{ store.Store }

func (f full) Add(_ context.Context, _ store.Network, photos []store.Photo) (int, error) {
	return len(photos), errors.New("the disk is full")
}

// What couldn't be kept doesn't count as enrolled.
func TestEnrolOnAFullDisk(t *testing.T) {
	r, g := reader(t), open(t)
	photo := realdata.Path(t, "photos", "people", "rose-leslie", "1.jpg")
	e, err := (&gallery.Gallery{Store: full{g.Store}}).Enrol(t.Context(), r, []gallery.Entry{{Person: "Rose", Path: photo}}, nil)
	if err == nil || e.Added != 0 {
		t.Errorf("enrolled %d, %v", e.Added, err)
	}
}

// Where so few people show no rate, and two of them come closer to each other than strangers do, the limits say so.
func TestLimitsOfOnePersonTwice(t *testing.T) {
	g := open(t)
	photos := draw(t, g, 5)
	twin := photos[0]
	twin.Person, twin.SHA256 = "twin", "twin"
	if _, err := g.Add(t.Context(), store.Network{Name: "n", Size: 8}, []store.Photo{twin}); err != nil {
		t.Fatal(err)
	}
	l, err := g.Limits(t.Context(), 0.01, tower.Judgement{Threshold: 1, Sure: 0.9, General: true})
	if err != nil || !l.Closest || l.Known > 0.001 || l.Measured {
		t.Errorf("%+v, %v", l, err)
	}
}
