package verify_test

import (
	"image"
	"math"
	"path/filepath"
	"testing"

	"siamface/model/face"
	"siamface/model/photo"
	"siamface/model/realdata"
	"siamface/model/tower"
	"siamface/model/verify"
)

// all compares all faces of two photos of a folder.
func all(t *testing.T, m *tower.Model, dir, a, b string) verify.Matrix {
	t.Helper()
	_, all, err := verify.CompareAllFaces(t.Context(), m, filepath.Join(dir, filepath.FromSlash(a)), filepath.Join(dir, filepath.FromSlash(b)))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

const kit, obama = "groups/kit-with-rose.jpg", "groups/obama-and-biden.jpg"

// inGroup is how many faces a photo of two known people shows: behind Obama and Biden, somebody looks away.
var inGroup = map[string]int{kit: 2, obama: 3}

// TestGroups compares photos of two known people together with two photos of each alone: both of one person match the same face,
// and each person another. Whoever else is there matches neither.
func TestGroups(t *testing.T) {
	dir, m := realdata.Path(t, "photos"), untrained(t)
	for group, people := range map[string][2]string{kit: {"kit-harington", "rose-leslie"}, obama: {"barack-obama", "joe-biden"}} {
		var matched [2][2]int
		for i, person := range people {
			for k, name := range []string{"1.jpg", "2.jpg"} {
				single := all(t, m, dir, group, "people/"+person+"/"+name)
				if len(single.Faces[0]) != inGroup[group] || len(single.Faces[1]) != 1 || len(single.Best) != 1 || single.Best[0].Verdict != verify.Same {
					t.Fatalf("%s and %s of %s: %v faces, matches %v", group, name, person, single.Faces, single.Best)
				}
				matched[i][k] = single.Best[0].A
			}
		}
		if matched != [2][2]int{{0, 0}, {1, 1}} && matched != [2][2]int{{1, 1}, {0, 0}} {
			t.Errorf("%s: the photos of %v match the faces %v", group, people, matched)
		}
	}
}

func TestGroupsOfStrangers(t *testing.T) {
	dir, m := realdata.Path(t, "photos"), untrained(t)
	if itself := all(t, m, dir, kit, kit).Best; len(itself) != 2 || itself[0].A != itself[0].B || itself[1].A != itself[1].B {
		t.Errorf("a photo with itself: %v", itself)
	}
	if strangers := all(t, m, dir, kit, obama); len(strangers.Best) != 0 || len(strangers.Distances) != inGroup[kit] || len(strangers.Distances[1]) != inGroup[obama] {
		t.Errorf("strangers match: %v of %v", strangers.Best, strangers.Distances)
	}
}

// load is the face networks alone.
func load(t *testing.T) *face.Networks {
	t.Helper()
	dir, err := face.Find()
	if err != nil {
		t.Fatal(err)
	}
	n, err := face.Load(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Close)
	return n
}

// alone is the distance of two faces of which each is cut out, described and compared by itself, by a plain loop.
func alone(t *testing.T, n *face.Networks, images [2]image.Image, faces ...face.Face) float64 {
	t.Helper()
	var embeddings [2][]float32
	for i, f := range faces {
		e, _, err := n.Embed(n.Recogniser().CutChip(images[i], f.Five))
		if err != nil {
			t.Fatal(err)
		}
		embeddings[i] = e
	}
	sum := 0.0
	for k, v := range embeddings[0] {
		sum += math.Pow(float64(v)-float64(embeddings[1][k]), 2)
	}
	return math.Sqrt(sum)
}

// two are two photos of groups, all faces described.
func two(t *testing.T, m *tower.Model) (seen [2]*verify.Inspection, images [2]image.Image) {
	t.Helper()
	dir := realdata.Path(t, "photos")
	for i, name := range []string{"bbt1.jpg", "bbt2.jpg"} {
		img, err := photo.Open(filepath.Join(dir, "groups", name))
		if err != nil {
			t.Fatal(err)
		}
		images[i] = img
		first, err := verify.Inspect(t.Context(), m, img)
		if err != nil {
			t.Fatal(err)
		}
		if seen[i], err = first.Describe(t.Context(), m, img); err != nil {
			t.Fatal(err)
		}
		if first.Faces() < 2 || first.AllDescribed() || !first.Described(first.Main) || !seen[i].AllDescribed() {
			t.Fatalf("%s: %d faces, all described %v", name, first.Faces(), seen[i].AllDescribed())
		}
		if again, err := seen[i].Describe(t.Context(), m, img); err != nil || again != seen[i] {
			t.Errorf("described twice: %v", err)
		}
	}
	return seen, images
}

// TestMatrixEqualsPairs wants in every cell what each two faces give by themselves.
func TestMatrixEqualsPairs(t *testing.T) {
	m := untrained(t)
	seen, images := two(t, m)
	all, networks := verify.CompareFaces(m, seen[0], seen[1]), load(t)
	for i := range seen[0].Faces() {
		for j := range seen[1].Faces() {
			want := alone(t, networks, images, seen[0].Found(i).Description.Face, seen[1].Found(j).Description.Face)
			if got := all.Distances[i][j]; got < want-1e-5 || got > want+1e-5 {
				t.Errorf("faces %d and %d: %v, alone %v", i, j, got, want)
			}
			r := verify.JudgeFaces(m, seen[0], i, seen[1], j)
			void, _ := r.Voided()
			_, known := face.BuiltIn().FMRAt(r.Distance)
			if r.Distance != all.Distances[i][j] || r.Verdict != all.Verdicts[i][j] || r.Photos[0].Box != all.Faces[0][i].Box ||
				r.Photos[1].Box != all.Faces[1][j].Box || (r.FMR != nil) != (known && void == "") {
				t.Errorf("faces %d and %d are judged as %+v in the matrix as %s", i, j, r, all.Verdicts[i][j])
			}
		}
	}
}

func TestMatrixIsSymmetric(t *testing.T) {
	m := untrained(t)
	seen, _ := two(t, m)
	all, turned := verify.CompareFaces(m, seen[0], seen[1]), verify.CompareFaces(m, seen[1], seen[0])
	for i, row := range all.Distances {
		for j, d := range row {
			if turned.Distances[j][i] != d || turned.Verdicts[j][i] != all.Verdicts[i][j] {
				t.Errorf("the other way round, %d and %d: %v, %v", i, j, turned.Distances[j][i], d)
			}
		}
	}
	for k, match := range all.Best {
		if other := turned.Best[k]; other.A != match.B || other.B != match.A {
			t.Errorf("the other way round, %v is %v", match, other)
		}
	}
}

func TestAllNeedsFaces(t *testing.T) {
	d, m := drawn(t, 2)
	path := d.Abs(d.People[0].Photos[0])
	if _, _, err := verify.CompareAllFaces(t.Context(), m, path, path); err == nil {
		t.Error("a model that knows no faces compares all of them")
	}
}
