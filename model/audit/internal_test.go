package audit

import (
	"fmt"
	"image"
	"maps"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"

	"siamface/model/dataset"
	"siamface/model/distance"
	"siamface/model/photo"
	"siamface/model/sample"
)

// TestTheIndexLosesNothing: the index, the hashes, the first look at a few cells and the sets only save time. A naive loop over all
// pairs, with all cells and no hashes, finds the same copies.
func TestTheIndexLosesNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var smalls []*small
	for i := range 120 {
		img := sample.Draw(i/6, i%6, 1)
		smalls = append(smalls, shrinkPicture(img))
		if i%5 == 0 {
			gain, shift := 0.6+0.6*rng.Float64(), 60*rng.Float64()-30
			changed := photo.Resize(img, 50+rng.IntN(100), 60+rng.IntN(100))
			for k, v := range changed.Pix {
				if k%4 != 3 {
					changed.Pix[k] = uint8(min(255, max(0, gain*float64(v)+shift)))
				}
			}
			smalls = append(smalls, shrinkPicture(changed))
		}
	}
	smalls[7] = nil // a broken one
	checkSets(t, smalls, naive, 20)
}

// TestManyRepeatsOfFewPictures: more than a block of them, so that sets are known while the rest is compared.
func TestManyRepeatsOfFewPictures(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var smalls []*small
	for range 3 * copyBlock / 2 {
		img := sample.Draw(rng.IntN(9), rng.IntN(3), 1)
		for k := range img.Pix {
			img.Pix[k] = uint8(min(255, max(0, int(img.Pix[k])+rng.IntN(25)-12)))
		}
		if rng.IntN(40) == 0 {
			w := img.Rect.Dx()
			for y := range img.Rect.Dy() {
				slices.Reverse(img.Pix[y*img.Stride:][:w])
			}
		}
		smalls = append(smalls, shrinkPicture(img))
	}
	checkSets(t, smalls, func(a, b *small, mirrored bool) float64 { return a.correlate(b, mirrored) }, 600)
}

// checkSets compares what linkCopies finds with the sets of a loop over all pairs and a correlation, which joins at least so many links.
func checkSets(t *testing.T, smalls []*small, correlation func(a, b *small, mirrored bool) float64, least int) {
	t.Helper()
	got, _, err := linkCopies(t.Context(), smalls, func(Stage, int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	want, links := make([]int, len(smalls)), 0 // the first picture of each one's set
	mirrored := make([]bool, len(smalls))
	for i := range smalls {
		want[i] = i
	}
	for i, a := range smalls {
		for j, b := range smalls[:i] {
			if a == nil || b == nil {
				continue
			}
			if plain, turned := correlation(b, a, false), correlation(b, a, true); plain >= alike || turned >= alike {
				links++
				first, last := min(want[i], want[j]), max(want[i], want[j])
				mirrored[first] = mirrored[first] || mirrored[last] || plain < alike
				for k, w := range want {
					if w == last {
						want[k] = first
					}
				}
			}
		}
	}
	if links < least {
		t.Fatalf("only %d pairs of copies, %d wanted", links, least)
	}
	for i, first := range want {
		if got.find(i) != first || i == first && got.mirrored[i] != mirrored[i] {
			t.Errorf("picture %d is in the set of %d (mirrored %v), want %d (%v)", i, got.find(i), got.mirrored[i], first, mirrored[i])
		}
	}
}

// TestHashesWithinReach compares the index with a loop over all hashes: random ones, and clouds of near ones.
func TestHashesWithinReach(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	var hashes []uint64
	for len(hashes) < 3000 {
		h := rng.Uint64()
		for range 1 + rng.IntN(6) {
			hashes = append(hashes, h)
			for range rng.IntN(8) {
				h ^= 1 << rng.IntN(64)
			}
		}
	}
	var numbers []int32 // nine of ten
	for i := range hashes {
		if i%10 > 0 {
			numbers = append(numbers, int32(i))
		}
	}
	index, found := newHashIndex(hashes, numbers), 0
	for range 500 {
		hash, before := hashes[rng.IntN(len(hashes))], rng.IntN(len(hashes)+1)
		var got, want []int
		index.visitNear(hash, before, func(number, differing int) bool {
			if differing != bits.OnesCount64(hash^hashes[number]) {
				t.Errorf("%x and %x differ by %d bits", hash, hashes[number], differing)
			}
			got = append(got, number)
			return true
		})
		for i, h := range hashes[:before] {
			if i%10 > 0 && bits.OnesCount64(hash^h) <= reach {
				want = append(want, i)
			}
		}
		slices.Sort(got)
		if found += len(want); !slices.Equal(got, want) {
			t.Fatalf("%x: got %v, want %v", hash, got, want)
		}
	}
	if found < 500 {
		t.Errorf("only %d were within reach", found)
	}
}

// naive is the correlation of two pictures' details by its definition: means first, then the sums.
func naive(a, b *small, mirrored bool) float64 {
	var x, y []float64
	for v := range side {
		for u := range side {
			w := u
			if mirrored {
				w = side - 1 - u
			}
			in := func(level uint8) bool { return level > darkest && level < brightest }
			if in(a.level[v*side+u]) && in(b.level[v*side+w]) {
				x = append(x, float64(a.detail[v*side+u]))
				y = append(y, float64(b.detail[v*side+w]))
			}
		}
	}
	if len(x) < fewest {
		return -1
	}
	mean := func(list []float64) float64 {
		sum := 0.0
		for _, v := range list {
			sum += v
		}
		return sum / float64(len(list))
	}
	mx, my := mean(x), mean(y)
	var xx, yy, xy float64
	for i := range x {
		xx, yy, xy = xx+(x[i]-mx)*(x[i]-mx), yy+(y[i]-my)*(y[i]-my), xy+(x[i]-mx)*(y[i]-my)
	}
	return xy / math.Sqrt(xx*yy)
}

func TestCorrelationIsTheNaiveOne(t *testing.T) {
	for i := range 20 {
		a, b := shrinkPicture(sample.Draw(i, 0, 1)), shrinkPicture(sample.Draw(i, 1, 1))
		for _, mirrored := range []bool{false, true} {
			if got, want := a.correlate(b, mirrored), naive(a, b, mirrored); math.Abs(got-want) > 1e-9 {
				t.Errorf("drawing %d, mirrored %v: %v, want %v", i, mirrored, got, want)
			}
		}
		if self := a.correlate(a, false); math.Abs(self-1) > 1e-12 {
			t.Errorf("a picture and itself: %v", self)
		}
	}
}

func TestTheMirrorsHashIsTheHashOfTheMirror(t *testing.T) {
	symmetric := 0
	for i := range 20 {
		a := sample.Draw(i, 0, 1)
		b := image.NewGray(a.Rect)
		for k := range a.Pix {
			b.Pix[k] = a.Pix[k-k%sample.Width+sample.Width-1-k%sample.Width]
		}
		one, other := shrinkPicture(a), shrinkPicture(b)
		if one.mirror != other.hash || one.hash != other.mirror {
			t.Errorf("drawing %d: %x %x, mirrored %x %x", i, one.hash, one.mirror, other.hash, other.mirror)
		}
		if one.hash == one.mirror {
			symmetric++
		}
	}
	if symmetric > 5 {
		t.Errorf("%d of 20 drawings are their own mirror image", symmetric)
	}
}

// crowd is people with embeddings around a point of their own.
func crowd(counts []int, seed uint64) (*dataset.Dataset, map[string][]float32) {
	rng := rand.New(rand.NewPCG(seed, 3))
	d, embeddings := &dataset.Dataset{}, map[string][]float32{}
	for i, n := range counts {
		p := dataset.Person{Name: fmt.Sprintf("p%d", i)}
		centre := rng.Float64() * 7
		for k := range n {
			ph := dataset.Photo{Path: fmt.Sprintf("p%d/%d", i, k), Width: 99, Height: 99}
			p.Photos = append(p.Photos, ph)
			embeddings[ph.Path] = []float32{float32(centre + 0.45*rng.NormFloat64()), float32(0.45 * rng.NormFloat64())}
		}
		d.People = append(d.People, p)
	}
	return d, embeddings
}

// TestSamePeopleIsANaiveLoop follows the rule's words, for random crowds.
func TestSamePeopleIsANaiveLoop(t *testing.T) {
	found := 0
	for seed := range uint64(30) {
		d, embeddings := crowd([]int{1, 5, 2, 4, 1, 3, 2, 1, 7, 1}, seed)
		got, err := findSamePeople(t.Context(), d, embeddings)
		if err != nil {
			t.Fatal(err)
		}
		var want []samePair
		for i, p := range d.People {
			for _, q := range d.People[i+1:] {
				median := naiveMedian(p, q, embeddings)
				limit := map[int]float64{1: 1.00, 2: 1.08 + 0.02*math.Log(10/7.8)/math.Log(15/7.8)}[min(len(p.Photos), len(q.Photos))]
				if limit == 0 {
					limit = 1.14 + 0.02*math.Log(100.0/64)/math.Log(119.0/64)
				}
				own := max(naiveMedian(p, p, embeddings), naiveMedian(q, q, embeddings))
				if median < limit && (median < 1.00 || median <= 1.25*own) {
					want = append(want, samePair{p.Name, q.Name, median})
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("seed %d: got %v, want %v", seed, got, want)
		}
		found += len(want)
	}
	if found < 20 {
		t.Errorf("only %d pairs in all crowds", found)
	}
}

// TestManyPeopleAreComparedByBlocks: matrix products count the same pairs as one comparison at a time.
func TestManyPeopleAreComparedByBlocks(t *testing.T) {
	counts := make([]int, 60)
	for i := range counts {
		counts[i] = 1 + i%9
	}
	d, embeddings := crowd(counts, 7)
	g, err := newGallery(d, embeddings)
	if err != nil {
		t.Fatal(err)
	}
	want, err := g.countCloser(t.Context())
	if err != nil || len(want) < 50 {
		t.Fatalf("%d pairs of people, %v", len(want), err)
	}
	var owner []int32
	for p, n := range g.counts {
		owner = append(owner, slices.Repeat([]int32{int32(p)}, n)...)
	}
	got, err := g.countByBlocks(t.Context(), owner)
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("got %v, want %v, %v", got, want, err)
	}
}

func naiveMedian(p, q dataset.Person, embeddings map[string][]float32) float64 {
	var list []float64
	for i, a := range p.Photos {
		for k, b := range q.Photos {
			if p.Name != q.Name || i < k {
				list = append(list, distance.Euclidean(embeddings[a.Path], embeddings[b.Path]))
			}
		}
	}
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[(len(list)-1)/2]
}

func TestEmbeddingsOfDifferentLengths(t *testing.T) {
	d, embeddings := crowd([]int{2, 2}, 1)
	embeddings["p1/0"] = []float32{1}
	if _, err := findSamePeople(t.Context(), d, embeddings); err == nil {
		t.Error("embeddings of two lengths were compared")
	}
	delete(embeddings, "p1/0") // no face
	if _, err := findSamePeople(t.Context(), d, embeddings); err != nil {
		t.Error(err)
	}
}

// TestFewCells compares the correlation of the cells picked with that of their definition, with cells too dark or bright and without.
func TestFewCells(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	var smalls []*small
	for i := range 24 {
		img := image.NewGray(image.Rect(0, 0, 40, 50))
		for k := range img.Pix {
			img.Pix[k] = uint8(20 + rng.IntN(200))
			if i%3 == 0 {
				img.Pix[k] = uint8(min(255, 4*rng.IntN(90)))
			}
		}
		smalls = append(smalls, shrinkPicture(img))
	}
	whole := 0
	for _, a := range smalls {
		for _, b := range smalls {
			for _, mirrored := range []bool{false, true} {
				var x, y []float64
				for i := 0; i < cells; i += sparse {
					j := i
					if mirrored {
						j = mirrorCell(i)
					}
					if hasDetail(a.level[i]) && hasDetail(b.level[j]) {
						x, y = append(x, float64(a.detail[i])), append(y, float64(b.detail[j]))
					}
				}
				other := &b.few
				if mirrored {
					other = &b.turned
				}
				if a.few.all && other.all {
					whole++
				}
				if got, want := a.few.correlate(other), stat.Correlation(x, y, nil); math.Abs(got-want) > 1e-9 {
					t.Fatalf("%v, want %v", got, want)
				}
			}
		}
	}
	if whole < 100 || whole > 1000 {
		t.Errorf("%d of 1152 pairs have all cells", whole)
	}
}

// TestCrowdIsBounded has more pictures that look alike and are no copies than one is compared with: of those the nearest are, a copy among
// them is found however late it comes, and the others are counted.
func TestCrowdIsBounded(t *testing.T) {
	const n = 4 * MostCompared
	rng := rand.New(rand.NewPCG(7, 8))
	var smalls []*small
	for range n {
		smalls = append(smalls, shrinkPicture(drawAlike(rng)))
	}
	smalls = append(smalls, shrinkPicture(drawAlike(rand.New(rand.NewPCG(7, 8))))) // the first once more
	sets, crowded, err := linkCopies(t.Context(), smalls, func(Stage, int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	if sets.find(n) != 0 {
		t.Error("the copy of the first picture wasn't found among those that look like it")
	}
	if crowded == 0 || crowded > len(smalls)-MostCompared {
		t.Errorf("%d of %d pictures have more than %d before them that look alike", crowded, len(smalls), MostCompared)
	}
	if (Audit{Crowded: crowded}).WarnCrowded() == "" || (Audit{}).WarnCrowded() != "" {
		t.Error("a crowd, and it alone, is warned of")
	}
}

// drawAlike draws one and the same shape with a grain of its own.
func drawAlike(rng *rand.Rand) *image.Gray {
	const side, grain = 64, 4
	var grains [side / grain][side / grain]float64
	for y := range grains {
		for x := range grains[y] {
			grains[y][x] = 15 * rng.NormFloat64()
		}
	}
	img := image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			v := 128 + 60*math.Sin(float64(x)/9)*math.Cos(float64(y)/11) + grains[y/grain][x/grain]
			img.Pix[y*img.Stride+x] = uint8(max(0, min(255, v)))
		}
	}
	return img
}
