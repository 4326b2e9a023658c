// Package storetest holds every place that a gallery is kept in to what store.Store says.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"siamface/model/gallery/store"
)

// network makes the embeddings of these tests.
var network = store.Network{Name: "test-1", Size: 24}

// Run tests a kind of store. open opens an empty store of its own for each test, which is the same one again when it is called a second
// time by the same test: as another program that uses it.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	for name, test := range map[string]func(t *testing.T, open func() store.Store){
		"People": testPeople, "Again": testAgain, "Faces": testFaces, "Networks": testNetworks, "Search": testSearch, "Merge": testMerge, "Remove": testRemove,
		"Forget": testForget, "Replace": testReplace, "Sample": testSample, "Remember": testRemember, "Writers": testWriters,
		"Refused": testRefused, "Names": testNames, "Bytes": testBytes, "Stopped": testStopped, "Empty": testEmpty,
	} {
		t.Run(name, func(t *testing.T) { test(t, func() store.Store { return open(t) }) })
	}
}

// draw makes photos of people, whose embeddings scatter about a point each.
func draw(people, photos int, seed uint64) []store.Photo {
	random := rand.New(rand.NewPCG(seed, 3))
	var list []store.Photo
	for p := range people {
		centre := make([]float64, network.Size)
		for i := range centre {
			centre[i] = random.NormFloat64()
		}
		for k := range photos {
			photo := store.Photo{
				Person: fmt.Sprintf("p%d", p+1), Path: fmt.Sprintf("/photos/%d/p%d/%d.jpg", seed, p+1, k+1), SHA256: fmt.Sprintf("%032x%016x%016x", seed, p, k),
				Box: [4]float64{float64(p), float64(k), 10, 12.5}, Length: 3 + random.Float64(),
			}
			for _, c := range centre {
				photo.Embedding = append(photo.Embedding, float32(c+0.5*random.NormFloat64()))
			}
			list = append(list, photo)
		}
	}
	return list
}

func add(t *testing.T, s store.Store, photos []store.Photo) {
	t.Helper()
	if n, err := s.Add(t.Context(), network, photos); err != nil || n != len(photos) {
		t.Fatalf("added %d of %d: %v", n, len(photos), err)
	}
}

// checkPeople compares who is there with a list of names and numbers of photos.
func checkPeople(t *testing.T, s store.Store, want ...store.Person) {
	t.Helper()
	if want == nil {
		want = []store.Person{}
	}
	got, err := s.People(t.Context())
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("people %v, want %v (%v)", got, want, err)
	}
}

func testPeople(t *testing.T, open func() store.Store) {
	s := open()
	photos := draw(11, 2, 1)
	add(t, s, photos)
	other := open() // sees the same
	people, err := other.People(t.Context())
	if err != nil || len(people) != 11 || people[1] != (store.Person{Name: "p2", Photos: 2}) || people[10].Name != "p11" {
		t.Errorf("people in natural order: %v, %v", people, err)
	}
	if n, err := other.Network(t.Context()); err != nil || n != network {
		t.Errorf("network %v, %v", n, err)
	}
	got, err := other.Photos(t.Context(), "p3")
	want := slices.Clone(photos[4:6])
	for i := range want {
		want[i].Embedding = nil
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("photos %v, want %v (%v)", got, want, err)
	}
	if all, err := other.Photos(t.Context(), ""); err != nil || len(all) != 22 {
		t.Errorf("everybody's photos: %d, %v", len(all), err)
	}
	if _, err := other.Photos(t.Context(), "nobody"); !errors.Is(err, store.ErrNobody) {
		t.Errorf("the photos of nobody: %v", err)
	}
}

// testAgain: a file that is there stays whose it was.
func testAgain(t *testing.T, open func() store.Store) {
	s, photos := open(), draw(2, 3, 1)
	add(t, s, photos)
	again := slices.Clone(photos)
	again[0].Person = "somebody else"
	if n, err := s.Add(t.Context(), network, again); err != nil || n != 0 {
		t.Errorf("added %d again, %v", n, err)
	}
	checkPeople(t, s, store.Person{Name: "p1", Photos: 3}, store.Person{Name: "p2", Photos: 3})
	found, err := s.FindStored(t.Context(), []string{photos[0].SHA256, "unknown", photos[4].SHA256})
	if want := map[string][]store.Stored{photos[0].SHA256: {stored(photos[0])}, photos[4].SHA256: {stored(photos[4])}}; err != nil || !reflect.DeepEqual(found, want) {
		t.Errorf("found %v, %v", found, err)
	}
}

// testFaces: a photo of two people is one of each, and each face is there once.
func testFaces(t *testing.T, open func() store.Store) {
	s, both := open(), draw(2, 1, 1)
	both[1].Path, both[1].SHA256 = both[0].Path, both[0].SHA256
	add(t, s, both)
	if n, err := s.Add(t.Context(), network, both); err != nil || n != 0 {
		t.Errorf("added %d again, %v", n, err)
	}
	found, err := s.FindStored(t.Context(), []string{both[0].SHA256})
	if want := []store.Stored{stored(both[0]), stored(both[1])}; err != nil || !slices.Equal(found[both[0].SHA256], want) {
		t.Errorf("found %v, want %v (%v)", found, want, err)
	}
	checkPeople(t, s, store.Person{Name: "p1", Photos: 1}, store.Person{Name: "p2", Photos: 1})
}

func stored(p store.Photo) store.Stored {
	return store.Stored{Person: p.Person, Path: p.Path, Box: p.Box}
}

// testNetworks: embeddings of two networks aren't mixed, and nothing of a refused call stays.
func testNetworks(t *testing.T, open func() store.Store) {
	s := open()
	if n, err := s.Network(t.Context()); err != nil || n.Name != "" {
		t.Errorf("an empty store is of %v, %v", n, err)
	}
	add(t, s, draw(1, 1, 1))
	for _, other := range []store.Network{{Name: "test-2", Size: network.Size}, {Name: network.Name, Size: 3}} {
		if _, err := s.Add(t.Context(), other, draw(1, 1, 2)); !errors.Is(err, store.ErrNetwork) {
			t.Errorf("embeddings of %v: %v", other, err)
		}
	}
	checkPeople(t, s, store.Person{Name: "p1", Photos: 1})
}

// measure is the distance by its definition.
func measure(a, b []float32) float64 {
	sum := 0.0
	for i := range a {
		d := float64(a[i]) - float64(b[i])
		sum += d * d
	}
	return math.Sqrt(sum)
}

// searchNaively goes through all photos, query by query.
func searchNaively(photos []store.Photo, query []float32, most int) []store.Hit {
	best := map[string]store.Hit{}
	for _, p := range photos {
		d := measure(query, p.Embedding)
		if h, known := best[p.Person]; !known || d < h.Distance {
			best[p.Person] = store.Hit{Person: p.Person, Path: p.Path, Box: p.Box, Distance: d}
		}
	}
	hits := slices.Collect(maps.Values(best))
	slices.SortFunc(hits, func(a, b store.Hit) int {
		if a.Distance < b.Distance {
			return -1
		}
		return 1
	})
	return hits[:min(most, len(hits))]
}

// testSearch compares with loops: one query and many, few people and all, before and after a change.
func testSearch(t *testing.T, open func() store.Store) {
	s, photos := open(), draw(40, 5, 1)
	add(t, s, photos)
	random := rand.New(rand.NewPCG(9, 9))
	check := func(queries, most int) {
		t.Helper()
		var all []float32
		for range queries {
			for _, v := range photos[random.IntN(len(photos))].Embedding {
				all = append(all, v+float32(0.4*random.NormFloat64()))
			}
		}
		got, err := s.Search(t.Context(), all, most)
		if err != nil || len(got) != queries {
			t.Fatalf("%d answers to %d queries: %v", len(got), queries, err)
		}
		for q := range got {
			want := searchNaively(photos, all[q*network.Size:(q+1)*network.Size], most)
			if len(got[q]) != len(want) {
				t.Fatalf("%d hits, want %d", len(got[q]), len(want))
			}
			for i, h := range got[q] {
				near := math.Abs(h.Distance-want[i].Distance) < 1e-4
				h.Distance = want[i].Distance
				if !near || h != want[i] {
					t.Errorf("query %d, hit %d: %v, want %v", q, i, h, want[i])
				}
			}
		}
	}
	check(1, 1)
	check(3, 5)
	check(64, 3)
	check(20, 1000)
	more := draw(3, 400, 2)
	for i := range more {
		more[i].Person = "new " + more[i].Person
	}
	add(t, s, more)
	photos = append(photos, more...)
	check(2, 4)
	check(30, 4)
	if hits, err := s.Search(t.Context(), photos[7].Embedding, 1); err != nil || hits[0][0].Path != photos[7].Path || hits[0][0].Distance > 1e-3 {
		t.Errorf("a photo of the gallery itself: %v, %v", hits, err)
	}
	if _, err := s.Search(t.Context(), make([]float32, network.Size+1), 1); err == nil {
		t.Error("a query of another size was answered")
	}
}

func testMerge(t *testing.T, open func() store.Store) {
	s, photos := open(), draw(4, 2, 1)
	add(t, s, photos)
	if n, err := s.Merge(t.Context(), "P1", []string{"p2", "p1"}); err != nil || n != 2 {
		t.Errorf("moved %d, %v", n, err)
	}
	if n, err := s.Merge(t.Context(), "q4", []string{"p4"}); err != nil || n != 2 {
		t.Errorf("renamed %d, %v", n, err)
	}
	if _, err := s.Merge(t.Context(), "p3", []string{"p1", "nobody"}); !errors.Is(err, store.ErrNobody) {
		t.Errorf("merged with nobody: %v", err)
	}
	checkPeople(t, s, store.Person{Name: "P1", Photos: 4}, store.Person{Name: "p3", Photos: 2}, store.Person{Name: "q4", Photos: 2})
	if hits, err := s.Search(t.Context(), photos[2].Embedding, 1); err != nil || hits[0][0].Person != "P1" {
		t.Errorf("who was merged is found as %v, %v", hits, err)
	}
	if n, err := s.Merge(t.Context(), "P3", []string{"p3"}); err != nil || n != 0 { // the same name, written in another way
		t.Errorf("renamed %d, %v", n, err)
	}
	checkPeople(t, s, store.Person{Name: "P1", Photos: 4}, store.Person{Name: "P3", Photos: 2}, store.Person{Name: "q4", Photos: 2})
}

// Names of files may be any bytes, also such as no text holds, and those that stand for them elsewhere.
func testBytes(t *testing.T, open func() store.Store) {
	s, photos := open(), draw(2, 1, 1)
	photos[0].Person, photos[0].Path = "a\xff\xe4", "/photos/a\xff\xe4/\xfe.jpg"
	private := "b" + string(rune(0x10ffe4)) // of the last private plane
	photos[1].Person, photos[1].Path = private, "/photos/"+private+"/1.jpg"
	add(t, s, photos)
	checkPeople(t, s, store.Person{Name: photos[0].Person, Photos: 1}, store.Person{Name: photos[1].Person, Photos: 1})
	for _, p := range photos {
		stored, err := s.FindStored(t.Context(), []string{p.SHA256})
		if of := stored[p.SHA256]; err != nil || len(of) != 1 || of[0].Person != p.Person || of[0].Path != p.Path {
			t.Errorf("stored is %v, %v", stored, err)
		}
		if list, err := s.Photos(t.Context(), p.Person); err != nil || len(list) != 1 || list[0].Path != p.Path {
			t.Errorf("photos are %v, %v", list, err)
		}
		if hits, err := s.Search(t.Context(), p.Embedding, 1); err != nil || hits[0][0].Person != p.Person || hits[0][0].Path != p.Path {
			t.Errorf("found is %v, %v", hits, err)
		}
		if n, err := s.Remove(t.Context(), p.Person, []string{p.Path}); err != nil || n != 1 {
			t.Errorf("removed %d, %v", n, err)
		}
	}
	if _, err := s.Forget(t.Context(), "\xff"); !errors.Is(err, store.ErrNobody) {
		t.Errorf("nobody was forgotten: %v", err)
	}
}

func testRemove(t *testing.T, open func() store.Store) {
	s, photos := open(), draw(2, 3, 1)
	add(t, s, photos)
	if n, err := s.Remove(t.Context(), "p1", []string{photos[0].Path}); err != nil || n != 1 {
		t.Errorf("removed %d, %v", n, err)
	}
	if _, err := s.Remove(t.Context(), "p1", []string{photos[1].Path, photos[4].Path}); err == nil {
		t.Error("another person's photo was removed")
	}
	checkPeople(t, s, store.Person{Name: "p1", Photos: 2}, store.Person{Name: "p2", Photos: 3})
	if hits, err := s.Search(t.Context(), photos[0].Embedding, 1); err != nil || hits[0][0].Path == photos[0].Path {
		t.Errorf("what was removed is found: %v, %v", hits, err)
	}
	if _, err := s.Remove(t.Context(), "p1", []string{photos[1].Path, photos[2].Path}); err != nil {
		t.Error(err)
	}
	checkPeople(t, s, store.Person{Name: "p2", Photos: 3})
	if _, err := s.Remove(t.Context(), "p1", nil); !errors.Is(err, store.ErrNobody) {
		t.Errorf("removed from nobody: %v", err)
	}
}

func testForget(t *testing.T, open func() store.Store) {
	s, photos := open(), draw(3, 3, 1)
	add(t, s, photos)
	if n, err := s.Forget(t.Context(), "P2"); err != nil || n != 3 {
		t.Errorf("forgot %d, %v", n, err)
	}
	checkPeople(t, s, store.Person{Name: "p1", Photos: 3}, store.Person{Name: "p3", Photos: 3})
	if found, err := s.FindStored(t.Context(), []string{photos[3].SHA256}); err != nil || len(found) != 0 {
		t.Errorf("a forgotten photo is there: %v, %v", found, err)
	}
	if hits, err := s.Search(t.Context(), photos[3].Embedding, 10); err != nil || len(hits[0]) != 2 {
		t.Errorf("%v, %v", hits, err)
	}
	if _, err := s.Forget(t.Context(), "p2"); !errors.Is(err, store.ErrNobody) {
		t.Errorf("forgot nobody: %v", err)
	}
	sums := []string{photos[0].SHA256, photos[6].SHA256, photos[7].SHA256, photos[8].SHA256, strings.Repeat("0", 64)}
	if n, err := s.ForgetPhotos(t.Context(), sums); err != nil || n != 4 {
		t.Errorf("forgot %d photos, %v", n, err)
	}
	checkPeople(t, s, store.Person{Name: "p1", Photos: 2})
	if n, err := s.ForgetPhotos(t.Context(), sums); err != nil || n != 0 {
		t.Errorf("forgot %d photos that are gone, %v", n, err)
	}
}

func testReplace(t *testing.T, open func() store.Store) {
	s, photos := open(), draw(3, 2, 1)
	add(t, s, photos)
	anew := store.Network{Name: "test-2", Size: 2}
	kept, err := s.Photos(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	kept = kept[:5]
	for i := range kept {
		kept[i].Embedding = []float32{float32(i), 1}
	}
	if err := s.Replace(t.Context(), anew, kept); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Network(t.Context()); err != nil || n != anew {
		t.Errorf("network %v, %v", n, err)
	}
	checkPeople(t, s, store.Person{Name: "p1", Photos: 2}, store.Person{Name: "p2", Photos: 2}, store.Person{Name: "p3", Photos: 1})
	if hits, err := s.Search(t.Context(), []float32{3.1, 1}, 1); err != nil || hits[0][0].Path != kept[3].Path {
		t.Errorf("%v, %v", hits, err)
	}
	kept[4].Embedding = nil
	if err := s.Replace(t.Context(), network, kept); err == nil {
		t.Error("replaced by nothing")
	}
	if n, err := s.Network(t.Context()); err != nil || n != anew {
		t.Errorf("a refused change left network %v, %v", n, err)
	}
}

func testSample(t *testing.T, open func() store.Store) {
	s, photos := open(), draw(9, 4, 1)
	add(t, s, photos)
	of := map[string]store.Photo{}
	for _, p := range photos {
		of[p.SHA256] = p
	}
	sample, err := s.Sample(t.Context(), 5, 3, 7)
	if err != nil || len(sample) != 15 {
		t.Fatalf("drew %d, %v", len(sample), err)
	}
	people := map[string]int{}
	for _, p := range sample {
		people[p.Person]++
		if want := of[p.SHA256]; p.Person != want.Person || p.Path != want.Path || !slices.Equal(p.Embedding, want.Embedding) {
			t.Errorf("drew %v, want %v", p, want)
		}
	}
	if len(people) != 5 {
		t.Errorf("drew %v", people)
	}
	if again, err := s.Sample(t.Context(), 5, 3, 7); err != nil || !reflect.DeepEqual(again, sample) {
		t.Errorf("drew others the second time, %v", err)
	}
	if all, err := s.Sample(t.Context(), 100, 100, 1); err != nil || len(all) != len(photos) {
		t.Errorf("drew %d of all, %v", len(all), err)
	}
}

func testRemember(t *testing.T, open func() store.Store) {
	s := open()
	before, err := s.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if text, err := s.Recall(t.Context(), "limits"); err != nil || text != "" {
		t.Errorf("recalled %q, %v", text, err)
	}
	for _, text := range []string{"one", "two"} {
		if err := s.Remember(t.Context(), "limits", text); err != nil {
			t.Fatal(err)
		}
		if got, err := open().Recall(t.Context(), "limits"); err != nil || got != text {
			t.Errorf("recalled %q, %v", got, err)
		}
	}
	if after, err := s.Revision(t.Context()); err != nil || after != before {
		t.Errorf("remembering is a change: %d, %d, %v", before, after, err)
	}
	add(t, s, draw(1, 1, 1))
	if after, err := s.Revision(t.Context()); err != nil || after == before {
		t.Errorf("a change leaves revision %d, %v", after, err)
	}
}

// testWriters: several programs add at once, and nothing is lost or doubled.
func testWriters(t *testing.T, open func() store.Store) {
	stores := []store.Store{open(), open(), open()}
	var all sync.WaitGroup
	errs := make([]error, len(stores))
	for i, s := range stores {
		all.Go(func() {
			photos := draw(4, 5, 1) // all writers add the same photos, and each some of its own
			own := draw(4, 5, uint64(10+i))
			for at := 0; at < len(photos) && errs[i] == nil; at += 2 {
				_, errs[i] = s.Add(t.Context(), network, append(slices.Clone(photos[at:at+2]), own[at:at+2]...))
			}
		})
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	checkPeople(t, open(), store.Person{Name: "p1", Photos: 20}, store.Person{Name: "p2", Photos: 20}, store.Person{Name: "p3", Photos: 20}, store.Person{Name: "p4", Photos: 20})
}

func testRefused(t *testing.T, open func() store.Store) {
	s := open()
	good := draw(2, 1, 1)
	for name, spoil := range map[string]func(p *store.Photo){
		"NaN": func(p *store.Photo) { p.Embedding[3] = float32(math.NaN()) }, "infinity": func(p *store.Photo) { p.Embedding[0] = float32(math.Inf(1)) },
		"too short": func(p *store.Photo) { p.Embedding = p.Embedding[:3] }, "nameless": func(p *store.Photo) { p.Person = "" },
	} {
		photos := draw(2, 1, 1)
		spoil(&photos[1])
		if _, err := s.Add(t.Context(), network, photos); err == nil {
			t.Errorf("%s was taken", name)
		}
		checkPeople(t, s)
	}
	add(t, s, good)
}

// testNames: spellings of a name are one person, and names are kept as they are.
func testNames(t *testing.T, open func() store.Store) {
	s := open()
	photos := draw(1, 5, 1)
	for i, name := range []string{"Zo\u00eb", "zoe\u0308", "ZO\u00cb", "'; DROP TABLE person; --", "王伟"} {
		photos[i].Person = name
	}
	add(t, s, photos)
	checkPeople(t, s, store.Person{Name: "'; DROP TABLE person; --", Photos: 1}, store.Person{Name: "Zo\u00eb", Photos: 3}, store.Person{Name: "王伟", Photos: 1})
	if n, err := s.Forget(t.Context(), "zo\u00eb"); err != nil || n != 3 {
		t.Errorf("forgot %d, %v", n, err)
	}
}

func testStopped(t *testing.T, open func() store.Store) {
	s := open()
	add(t, s, draw(1, 1, 1))
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := s.Add(stopped, network, draw(1, 2, 2)); !errors.Is(err, context.Canceled) {
		t.Errorf("a stopped Add says %v", err)
	}
	if _, err := s.Search(stopped, make([]float32, network.Size), 1); !errors.Is(err, context.Canceled) {
		t.Errorf("a stopped Search says %v", err)
	}
	checkPeople(t, s, store.Person{Name: "p1", Photos: 1})
}

func testEmpty(t *testing.T, open func() store.Store) {
	s := open()
	checkPeople(t, s)
	if hits, err := s.Search(t.Context(), make([]float32, 2*network.Size), 3); err != nil || slices.ContainsFunc(hits, func(h []store.Hit) bool { return len(h) > 0 }) {
		t.Errorf("found %v in nothing, %v", hits, err)
	}
	if sample, err := s.Sample(t.Context(), 3, 3, 1); err != nil || len(sample) != 0 {
		t.Errorf("drew %v, %v", sample, err)
	}
}
